from itertools import groupby, product

import numpy as np
from scipy.special import softmax

# scikit-learn has no CTC. Its definition, over every alignment:
q, labels = softmax([[z]], axis=-1), [[labels]]
p = 0.0
for path in product(range([[symbols]]), repeat=len(q)):
    if [symbol for symbol, _ in groupby(path) if symbol != 0] == labels:
        p += np.prod([q[frame, symbol] for frame, symbol in enumerate(path)])
print(-np.log(p) if p > 0 else float("inf"))

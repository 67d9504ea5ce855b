from itertools import groupby, product

import numpy as np
from scipy.special import log_softmax, logsumexp

# (frames, symbols); symbol 0 is the blank
z = np.array([[0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0], [2.0, 0.0, 1.0]])
target = [1, 2]  # read as “ab”

# scikit-learn has no such loss. For so few frames all paths can be listed: merge repeats, drop
# blanks, and add up those that read as the target.
log_q = log_softmax(z, axis=-1)
frames, symbols = z.shape
paths = product(range(symbols), repeat=frames)
fitting = [p for p in paths if [s for s, _ in groupby(p) if s != 0] == target]
print(-logsumexp([log_q[range(frames), p].sum() for p in fitting]))
print(len(fitting), "paths")

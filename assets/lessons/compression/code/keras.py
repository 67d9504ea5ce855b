import math

import keras
import numpy as np

# a to z and the space, in a million symbols: of the text, and as the code expects them
p = np.array([[p]])
q = np.array([[q]])
p, q = p / p.sum(), q / q.sum()
nats = keras.losses.CategoricalCrossentropy()(p[None], q[None])
print(float(nats) / math.log(2), "bits")

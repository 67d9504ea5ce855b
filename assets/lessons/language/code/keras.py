import math

import keras
import numpy as np

# the probabilities that the model gave to what came, of [[shown]]
q = np.array([[probabilities]])
nats = keras.losses.BinaryCrossentropy()(np.ones_like(q), q)
print(float(nats) / math.log(2), "bits a character")

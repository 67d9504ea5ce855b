import math

import keras
import numpy as np

# the probabilities that the model gave to what came, of [[shown]]
q = np.array([[probabilities]])
z = np.log(q) - np.log1p(-q)  # given q, Keras would take all below 1e-7 for that
nats = keras.losses.BinaryCrossentropy(from_logits=True)(np.ones_like(z), z)
print(float(nats) / math.log(2), "bits a character")

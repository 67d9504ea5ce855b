import numpy as np
import keras

y = np.array([1.0] * [[k]] + [0.0] * [[zeros]])
theta = np.full_like(y, [[theta_exact]])
loss = keras.losses.BinaryCrossentropy(dtype="float64")(y, theta)
print(float(loss))

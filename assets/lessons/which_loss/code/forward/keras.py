import keras

z = keras.ops.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
labels = keras.ops.array([0, 2])
T = keras.ops.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])  # T[truth, label]

# Not in Keras; the prediction goes through T before the usual loss.
noisy = keras.ops.matmul(keras.ops.softmax(z), T)
loss = keras.losses.SparseCategoricalCrossentropy()  # of probabilities
print(float(loss(labels, noisy)))
print(keras.ops.argmax(z, axis=-1))  # to predict: without T

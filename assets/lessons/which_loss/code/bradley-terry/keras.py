import keras

better = keras.ops.array([[1.2], [0.3], [2.0]])  # scores of the preferred items
worse = keras.ops.array([[0.2], [0.8], [-1.0]])  # scores of the others

# Binary cross-entropy of the difference; the answer is always “the first”.
loss = keras.losses.BinaryCrossentropy(from_logits=True)
print(float(loss(keras.ops.ones_like(better), better - worse)))

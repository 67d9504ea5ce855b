import keras

z = keras.ops.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
y = keras.ops.array([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]])  # shares of votes; each row sums to 1

loss = keras.losses.CategoricalCrossentropy(from_logits=True)  # not the sparse one
print(float(loss(y, z)))

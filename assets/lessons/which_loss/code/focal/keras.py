import keras

z = keras.ops.array([[2.0], [-3.0], [-4.0], [-1.0]])
y = keras.ops.array([[1.0], [0.0], [0.0], [1.0]])

loss = keras.losses.BinaryFocalCrossentropy(gamma=2.0, from_logits=True)
print(float(loss(y, z)))

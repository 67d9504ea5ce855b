import keras

z = keras.ops.array([[2.0, 1.5, -1.0], [-0.5, 1.0, -2.0]])  # (examples, tags), no activation
y = keras.ops.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])

loss = keras.losses.BinaryCrossentropy(from_logits=True)  # the mean over the tags
print(float(loss(y, z)) * z.shape[-1])  # the sum over the tags
print(keras.ops.sigmoid(z) > 0.5)  # to predict

import keras

z = keras.ops.array([[2.0], [-1.0], [0.5]])  # from Dense(1), without an activation
y = keras.ops.array([[1.0], [0.0], [1.0]])

loss = keras.losses.BinaryCrossentropy(from_logits=True)
print(float(loss(y, z)))
print(keras.ops.sigmoid(z))  # to predict
# model.compile(optimizer="adam", loss=loss)

import keras

z = keras.ops.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])  # from Dense(3), without an activation
labels = keras.ops.array([0, 1])

loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float(loss(labels, z)))
print(keras.ops.softmax(z))  # to predict
# model.compile(optimizer="adam", loss=loss)

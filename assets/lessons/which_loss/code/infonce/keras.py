import keras

u = keras.ops.normalize(keras.ops.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))  # say, images
v = keras.ops.normalize(keras.ops.array([[1.0, 0.2], [0.1, 1.0], [1.0, 0.8]]))  # their captions
temperature = 0.1

similarity = keras.ops.matmul(u, keras.ops.transpose(v)) / temperature
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float(loss(keras.ops.arange(3), similarity)))  # the partner of row i is column i

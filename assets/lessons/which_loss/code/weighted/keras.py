import keras

z = keras.ops.array([[-1.0], [-2.0], [0.5], [-3.0]])
y = keras.ops.array([[1.0], [0.0], [0.0], [0.0]])  # the 1 is rare
w = 3.0  # a miss costs three times a false alarm

loss = keras.losses.BinaryCrossentropy(from_logits=True)
weights = keras.ops.where(y[:, 0] == 1, w, 1.0)
print(float(loss(y, z, sample_weight=weights)))  # divides by the number of examples
# model.fit(x, y, class_weight={0: 1.0, 1: w}) does the same in training

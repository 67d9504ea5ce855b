import keras

z = keras.ops.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
y = keras.ops.one_hot(keras.ops.array([0, 1]), 3)

smoothed = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
plain = keras.losses.CategoricalCrossentropy(from_logits=True)
print(float(smoothed(y, z)))  # to train
print(float(plain(y, z)))  # to judge: the plain loss, on held-out data

import keras

z, y = (keras.ops.convert_to_tensor([v]) for v in ([[z]], [[y]]))
mean = keras.losses.binary_crossentropy(y, z, from_logits=True)  # over the tags
print(float(mean[0]) * z.shape[1], float(mean[0]))  # float32

import keras

to_tensor = keras.ops.convert_to_tensor
z = to_tensor([[[z]]])
index, one_hot = to_tensor([[[true]]]), to_tensor([[[one_hot_list]]])
by_index = keras.losses.sparse_categorical_crossentropy(index, z, from_logits=True)
by_one_hot = keras.losses.categorical_crossentropy(one_hot, z, from_logits=True)
print(float(by_index[0]), float(by_one_hot[0]))  # float32

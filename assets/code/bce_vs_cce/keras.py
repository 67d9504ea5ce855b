import keras

to_tensor = keras.ops.convert_to_tensor
z = to_tensor([[[z]]], dtype="float64")
index, one_hot = to_tensor([[[label]]]), to_tensor([[[one_hot_list]]], dtype="float64")
by_index = keras.losses.sparse_categorical_crossentropy(index, z, from_logits=True)
by_one_hot = keras.losses.categorical_crossentropy(one_hot, z, from_logits=True)
print(float(by_index[0]), float(by_one_hot[0]))

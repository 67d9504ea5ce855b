import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float64")
by_index = keras.losses.sparse_categorical_crossentropy([[[label]]], z, from_logits=True)
by_one_hot = keras.losses.categorical_crossentropy([[[one_hot_list]]], z, from_logits=True)
print(float(by_index[0]), float(by_one_hot[0]))

import keras

z = keras.ops.convert_to_tensor([[[scores_list]]], dtype="float32")
action = keras.ops.convert_to_tensor([2], dtype="int32")
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float([[advantage]] * cross_entropy(action, z)))

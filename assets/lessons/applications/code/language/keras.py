import keras

z = keras.ops.convert_to_tensor([[[logits]]], dtype="float32")  # the scores of ten words
word = keras.ops.convert_to_tensor([[[label]]])
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float(loss(word, z / [[temperature]])))

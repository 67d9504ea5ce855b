import keras

s = keras.ops.convert_to_tensor([[[s]]], dtype="float32")
first = keras.ops.convert_to_tensor([0], dtype="int32")  # the positive
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(first, s / [[temperature]])
print(float(loss))

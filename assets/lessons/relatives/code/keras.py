import keras

scores = keras.ops.convert_to_tensor([[[scores_list]]], dtype="float32")
y = keras.ops.convert_to_tensor([[[y_list]]], dtype="float32")
loss = keras.losses.CategoricalCrossentropy(from_logits=True)(y, scores)
print(float(loss))

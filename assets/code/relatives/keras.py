import keras

scores = keras.ops.convert_to_tensor([[[scores_list]]], dtype="float64")
y = keras.ops.convert_to_tensor([[[y_list]]], dtype="float64")
loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")(y, scores)
print(float(loss))

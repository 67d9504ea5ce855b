import keras

y = keras.ops.convert_to_tensor([[[y_list]]], dtype="float64")
q = keras.ops.convert_to_tensor([[[q_list]]], dtype="float64")
print(float(keras.losses.KLDivergence(dtype="float64")(y, q)))

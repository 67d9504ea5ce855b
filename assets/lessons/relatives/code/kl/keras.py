import keras

y = keras.ops.convert_to_tensor([[[y_list]]], dtype="float32")
q = keras.ops.convert_to_tensor([[[q_list]]], dtype="float32")
print(float(keras.losses.KLDivergence()(y, q)))  # it clips both to 1e-7

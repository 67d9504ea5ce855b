import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float64")
y = keras.ops.convert_to_tensor([[[y]]], dtype="float64")
loss = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")(y, z)
print(float(loss))

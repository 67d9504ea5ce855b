import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float64")
y = keras.ops.convert_to_tensor([[[y]]], dtype="float64")
true = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")(y, z)
q = keras.ops.sigmoid(keras.ops.cast(z, "float32"))
naive = -keras.ops.log(q if [[y]] == 1 else 1 - q)
print(float(true), float(naive[0]))

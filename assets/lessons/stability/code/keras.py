import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float32")
y = keras.ops.convert_to_tensor([[[y]]], dtype="float32")
q = keras.ops.sigmoid(z)
naive = -keras.ops.log(q if [[y]] == 1 else 1 - q)
true = keras.losses.BinaryCrossentropy(from_logits=True)(y, z)
print(float(true), float(naive[0]))

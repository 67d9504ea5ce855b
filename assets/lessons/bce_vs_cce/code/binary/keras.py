import keras

to_tensor = keras.ops.convert_to_tensor
z = to_tensor([[[[z0]], [[z1]]]])
y = to_tensor([[[y]]])
one_logit = keras.losses.BinaryCrossentropy(from_logits=True)(y, z[:, 1] - z[:, 0])
two_logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, z)
print(float(one_logit), float(two_logits))  # float32

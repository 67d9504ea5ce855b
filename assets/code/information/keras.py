import keras

p = keras.ops.convert_to_tensor([[[p_list]]], dtype="float64")
q = keras.ops.convert_to_tensor([[[q_list]]], dtype="float64")
# Keras clips q at 1e-7: what the model rules out costs 16.1 nats here, not infinity
cross_entropy = keras.losses.CategoricalCrossentropy(dtype="float64")(p, q)
divergence = keras.losses.KLDivergence(dtype="float64")(p, q)
print(float(cross_entropy), float(divergence))

import keras

real, fake = keras.ops.full((1, 1), [[real]]), keras.ops.full((1, 1), [[fake]])
cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
one, zero = keras.ops.ones((1, 1)), keras.ops.zeros((1, 1))
discriminator = cross_entropy(one, real) + cross_entropy(zero, fake)
generator = cross_entropy(one, fake)
print(float(discriminator), float(generator))

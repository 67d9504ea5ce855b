import keras

z = keras.ops.array([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]])
labels = keras.ops.array([1, 2])
prior = keras.ops.array([0.90, 0.09, 0.01])  # the class frequencies in the training data

cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def loss(labels, z):
    return cross_entropy(labels, z + keras.ops.log(prior))  # adjusted in training only


print(float(loss(labels, z)))
print(keras.ops.argmax(z, axis=-1))  # to predict: the plain logits

import keras

z = keras.ops.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0], [3.0, 0.0, 0.0]])
labels = keras.ops.array([0, 1, 2])  # the last one may be wrong

# It takes probabilities, and calls the exponent q.
loss = keras.losses.CategoricalGeneralizedCrossEntropy(q=0.7)
print(float(loss(labels, keras.ops.softmax(z))))

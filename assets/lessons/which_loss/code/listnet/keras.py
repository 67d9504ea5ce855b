import keras

scores = keras.ops.array([[0.5, 1.0, -0.5]])  # (lists, items)
grades = keras.ops.array([[2.0, 1.0, 0.0]])

loss = keras.losses.CategoricalCrossentropy(from_logits=True)
print(float(loss(keras.ops.softmax(grades), scores)))
print(keras.ops.argsort(-scores))  # the order

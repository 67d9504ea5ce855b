import keras

z = keras.ops.array([[2.0], [-1.0], [0.5]])  # from Dense(1), without an activation
y = keras.ops.array([[1.0], [0.0], [0.0]])  # 0 and 1 are read as -1 and 1

loss = keras.losses.Hinge()
print(float(loss(y, z)))
print(z > 0)  # to decide

import keras

f = keras.ops.array([[2.5], [0.0], [2.0]])  # from Dense(1), without an activation
y = keras.ops.array([[3.0], [-0.5], [2.0]])

loss = keras.losses.MeanSquaredError()
print(float(loss(y, f)))

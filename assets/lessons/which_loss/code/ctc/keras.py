import keras

# (examples, frames, symbols); symbol 0 is the blank
z = keras.ops.array([[[0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0], [2.0, 0.0, 1.0]]])
target = keras.ops.array([[1, 2]], dtype="int32")  # read as “ab”

print(float(keras.losses.CTC()(target, z)))  # applies the softmax itself

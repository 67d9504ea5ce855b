import keras
from keras import ops

p = ops.convert_to_tensor([[[p_list]]], dtype="float32")
q = ops.convert_to_tensor([[[q_list]]], dtype="float32")
print(float(ops.sum(ops.where(p > 0, -p * ops.log(q), 0.0))))

# Keras clips q at 1e-7: what the model rules out costs 16.1 nats here, not infinity
print(float(keras.losses.CategoricalCrossentropy()(p, q)), float(keras.losses.KLDivergence()(p, q)))

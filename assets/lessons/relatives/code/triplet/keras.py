from keras import ops

a, p, n = (ops.convert_to_tensor(x) for x in ([[anchor]], [[positive]], [[negative]]))
# Keras has no triplet loss of its own; this one takes squared distances, as the paper does.
near, far = ops.sum((a - p) ** 2), ops.sum((a - n) ** 2)
print(float(ops.relu(near - far + [[margin]])))

import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float32")  # the policy, in logits
arm = keras.ops.convert_to_tensor([[[drawn]]], dtype="int32")
advantage = [[gain]]  # what the arm paid, less the policy's average
cross_entropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float(advantage * cross_entropy(arm, z)))

import keras

z = keras.ops.convert_to_tensor([[[z]]], dtype="float32")
y = keras.ops.convert_to_tensor([[[y]]], dtype="float32")
focal = keras.losses.BinaryFocalCrossentropy(gamma=[[gamma]], from_logits=True)
print(float(focal(y, z)))

smoothed = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
# Class weights are an argument of model.fit: class_weight={0: 1.0, 1: 3.0}

import keras

z = keras.ops.convert_to_tensor([[z]], dtype="float64")  # a logit for each film
clicked = keras.ops.convert_to_tensor([[y]], dtype="float64")
loss = keras.losses.BinaryCrossentropy(from_logits=True, dtype="float64")
print(float(loss(clicked, z)))

import keras

z = keras.ops.convert_to_tensor([[z]], dtype="float32")  # a logit for each film
clicked = keras.ops.convert_to_tensor([[y]])
loss = keras.losses.BinaryCrossentropy(from_logits=True)
print(float(loss(clicked, z)))

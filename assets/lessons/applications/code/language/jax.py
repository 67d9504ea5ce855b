import jax.numpy as jnp
import optax

z = jnp.array([[logits]])  # the scores of ten words
loss = optax.softmax_cross_entropy_with_integer_labels(z / [[temperature]], jnp.array([[label]]))
print(float(loss), float(jnp.exp(loss)))

import jax.numpy as jnp
import optax

each = optax.sigmoid_binary_cross_entropy(jnp.array([[z]]), jnp.array([[y]]))
print(float(each.sum()), float(each.mean()))  # optax leaves the tags apart

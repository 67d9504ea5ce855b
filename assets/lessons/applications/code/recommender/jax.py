import jax.numpy as jnp
import optax

z = jnp.array([[z]])  # a logit for each film
clicked = jnp.array([[y]])
print(float(optax.sigmoid_binary_cross_entropy(z, clicked).mean()))

import jax.numpy as jnp
import optax

u = jnp.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # say, images
v = jnp.array([[1.0, 0.2], [0.1, 1.0], [1.0, 0.8]])  # their captions
u, v = (x / jnp.linalg.norm(x, axis=-1, keepdims=True) for x in (u, v))
temperature = 0.1

similarity = u @ v.T / temperature
partner = jnp.arange(3)  # the partner of row i is column i
print(float(optax.softmax_cross_entropy_with_integer_labels(similarity, partner).mean()))

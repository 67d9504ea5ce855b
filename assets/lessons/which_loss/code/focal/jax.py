import jax.numpy as jnp
import optax

z = jnp.array([2.0, -3.0, -4.0, -1.0])
y = jnp.array([1.0, 0.0, 0.0, 1.0])

print(float(optax.sigmoid_focal_loss(z, y, gamma=2.0).mean()))

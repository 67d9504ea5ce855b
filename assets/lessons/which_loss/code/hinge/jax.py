import jax.numpy as jnp
import optax

z = jnp.array([2.0, -1.0, 0.5])
y = jnp.array([1.0, 0.0, 0.0])

print(float(optax.hinge_loss(z, 2 * y - 1).mean()))  # it wants labels of -1 and 1
print(z > 0)  # to decide

import jax.numpy as jnp
import optax

z = jnp.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
y = jnp.array([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]])  # shares of votes; each row sums to 1

print(float(optax.softmax_cross_entropy(z, y).mean()))

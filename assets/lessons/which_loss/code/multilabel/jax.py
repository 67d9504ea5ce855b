import jax
import jax.numpy as jnp
import optax

z = jnp.array([[2.0, 1.5, -1.0], [-0.5, 1.0, -2.0]])  # (examples, tags)
y = jnp.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])

print(float(optax.sigmoid_binary_cross_entropy(z, y).sum(axis=-1).mean()))
print(jax.nn.sigmoid(z) > 0.5)  # to predict

import jax
import jax.numpy as jnp
import optax

z = jnp.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
y = jax.nn.one_hot(jnp.array([0, 1]), 3)

print(float(optax.softmax_cross_entropy(z, optax.smooth_labels(y, 0.1)).mean()))  # to train
print(float(optax.softmax_cross_entropy(z, y).mean()))  # to judge, on held-out data

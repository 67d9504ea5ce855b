import jax
import jax.numpy as jnp

z = jnp.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
labels = jnp.array([0, 2])
T = jnp.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])  # T[truth, label]

# Not in optax. The logarithm of softmax(z) @ T, without leaving logarithms:
log_q = jax.nn.log_softmax(z)[:, :, None]
log_noisy = jax.nn.logsumexp(log_q + jnp.log(T), axis=1)
print(float(-jnp.take_along_axis(log_noisy, labels[:, None], axis=-1).mean()))
print(z.argmax(axis=-1))  # to predict: without T

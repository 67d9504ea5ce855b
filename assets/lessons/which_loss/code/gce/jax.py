import jax
import jax.numpy as jnp

z = jnp.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0], [3.0, 0.0, 0.0]])
labels = jnp.array([0, 1, 2])  # the last one may be wrong
kappa = 0.7

# Not in optax; from the truth's log-probability:
log_q = jnp.take_along_axis(jax.nn.log_softmax(z), labels[:, None], axis=-1)
print(float((-jnp.expm1(kappa * log_q) / kappa).mean()))

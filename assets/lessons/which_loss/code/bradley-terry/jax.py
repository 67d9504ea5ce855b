import jax
import jax.numpy as jnp

better = jnp.array([1.2, 0.3, 2.0])  # scores of the preferred items
worse = jnp.array([0.2, 0.8, -1.0])  # scores of the others

print(float(-jax.nn.log_sigmoid(better - worse).mean()))
print(jax.nn.sigmoid(better - worse))  # the probability of each preference

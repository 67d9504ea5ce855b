import jax.numpy as jnp
import optax
from jax.scipy.stats import bernoulli

y = jnp.array([1] * [[k]] + [0] * [[zeros]])
theta = [[theta_exact]]
z = jnp.log(theta / (1 - theta))
print(float(optax.sigmoid_binary_cross_entropy(z, y).mean()))
print(float(-bernoulli.logpmf(y, theta).mean()))

import jax.numpy as jnp
import optax
from jax.scipy.stats import norm

x, step = jnp.linspace(-20, 20, 4001), 0.01
real, fake = norm.logpdf(x), norm.logpdf(x, [[mean_exact]], [[width_exact]])
z = real - fake  # the logit of the best discriminator
cross_entropy = optax.sigmoid_binary_cross_entropy
cost = jnp.exp(real) * cross_entropy(z, jnp.ones_like(z))
cost += jnp.exp(fake) * cross_entropy(z, jnp.zeros_like(z))
print(float(cost.sum() * step))

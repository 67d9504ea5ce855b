import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
# the first network after epoch [[epoch]]: in row i, column j, how many of class i it called j
confusion = jnp.array([[matrix]], dtype=jnp.float64)
print(float(100 * jnp.trace(confusion) / confusion.sum()), "% of all are right")
print((100 * jnp.diag(confusion) / confusion.sum(axis=1)).tolist(), "% of each class")

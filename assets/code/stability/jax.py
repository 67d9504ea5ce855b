import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)
z, y = jnp.float64([[z]]), jnp.float64([[y]])
true = optax.sigmoid_binary_cross_entropy(z, y)
q = jax.nn.sigmoid(jnp.float32(z))
naive = -jnp.log(q if y == 1 else 1 - q)
print(float(true), float(naive))

import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)
z, y = jnp.float64([[z]]), jnp.float64([[y]])
strong = jax.grad(optax.sigmoid_binary_cross_entropy)(z, y)
weak = jax.grad(lambda z: optax.squared_error(jax.nn.sigmoid(z), y))(z)
print(float(strong / weak), float(abs(strong)), float(abs(weak)))

import jax
import jax.numpy as jnp
import optax

jax.config.update("jax_enable_x64", True)
# the logits of the ringed point, left and right, after epoch [[epoch]], and its label
left, right, y = jnp.float64([[z_left]]), jnp.float64([[z_right]]), jnp.float64([[y]])
entropy = jax.grad(optax.sigmoid_binary_cross_entropy)(left, y)
square = jax.grad(lambda z: optax.squared_error(jax.nn.sigmoid(z), y))(right)
print(float(entropy), float(square), "the slopes of cross-entropy and squared error")

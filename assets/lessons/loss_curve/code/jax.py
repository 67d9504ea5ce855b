import jax
import jax.numpy as jnp
import optax

loss, slope = jax.value_and_grad(optax.sigmoid_binary_cross_entropy)(jnp.float32([[z]]), [[y]])
print(float(loss), float(slope))

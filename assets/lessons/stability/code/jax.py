import jax
import jax.numpy as jnp
import optax

z, y = jnp.float32([[z]]), jnp.float32([[y]])
q = jax.nn.sigmoid(z)
naive = -jnp.log(q if y == 1 else 1 - q)
true = optax.sigmoid_binary_cross_entropy(z, y)
print(float(true), float(naive))

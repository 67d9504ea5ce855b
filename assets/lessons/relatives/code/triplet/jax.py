import jax
import jax.numpy as jnp

p, n = jnp.float32([[positive]]), jnp.float32([[negative]])


def triplet(a):
    return jnp.maximum(0, ((a - p) ** 2).sum() - ((a - n) ** 2).sum() + [[margin]])


loss, pull = jax.value_and_grad(triplet)(jnp.float32([[anchor]]))
print(float(loss), pull)

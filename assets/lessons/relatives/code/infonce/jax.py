import jax
import jax.numpy as jnp
import optax


def info_nce(s):
    return optax.softmax_cross_entropy_with_integer_labels(s / [[temperature]], jnp.int32(0))


loss, pull = jax.value_and_grad(info_nce)(jnp.float32([[s]]))
print(float(loss), pull)

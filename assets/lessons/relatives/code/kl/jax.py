import jax
import jax.numpy as jnp
import optax

y = jnp.float32([[y_list]])


def divergence(z):
    return optax.kl_divergence(jax.nn.log_softmax(z), y)


loss, pull = jax.value_and_grad(divergence)(jnp.float32([[scores_list]]))
print(float(loss), pull)

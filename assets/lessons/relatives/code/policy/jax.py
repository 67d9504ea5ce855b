import jax
import jax.numpy as jnp


def policy_gradient(z):
    return -[[advantage]] * jax.nn.log_softmax(z)[2]


loss, pull = jax.value_and_grad(policy_gradient)(jnp.float32([[scores_list]]))
print(float(loss), pull)

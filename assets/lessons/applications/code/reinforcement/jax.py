import jax
import jax.numpy as jnp


def policy_gradient(z):
    advantage = [[gain]]  # what the arm paid, less the policy's average
    return -advantage * jax.nn.log_softmax(z)[[[drawn]]]


loss, pull = jax.value_and_grad(policy_gradient)(jnp.float32([[z]]))
print(float(loss), pull)

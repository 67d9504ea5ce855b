import jax
import jax.numpy as jnp
import optax

scores, y = jnp.float32([[scores_list]]), jnp.float32([[y_list]])
loss, pull = jax.value_and_grad(optax.softmax_cross_entropy)(scores, y)
print(float(loss), pull)

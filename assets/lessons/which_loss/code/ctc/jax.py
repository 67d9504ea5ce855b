import jax.numpy as jnp
import optax

# (examples, frames, symbols); symbol 0 is the blank
z = jnp.array([[[0.0, 2.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 2.0], [2.0, 0.0, 1.0]]])
target = jnp.array([[1, 2]])  # read as “ab”

# The paddings are 1 where a frame or a symbol is only filling; here there is none.
loss = optax.ctc_loss(z, jnp.zeros((1, 4)), target, jnp.zeros((1, 2)), blank_id=0)
print(float(loss[0]))  # applies the softmax itself

import jax.numpy as jnp
import optax

z = jnp.array([-1.0, -2.0, 0.5, -3.0])
y = jnp.array([1.0, 0.0, 0.0, 0.0])  # the 1 is rare
w = 3.0  # a miss costs three times a false alarm

# optax weighs nothing itself: multiply the losses of the examples.
losses = optax.sigmoid_binary_cross_entropy(z, y)
print(float((jnp.where(y == 1, w, 1.0) * losses).mean()))

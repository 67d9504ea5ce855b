import jax
import jax.numpy as jnp
import optax

z = jnp.zeros((8, [[classes]]))  # the logits of 8 pictures, before training
labels = jax.random.randint(jax.random.key(0), (8,), 0, [[classes]])
print(optax.softmax_cross_entropy_with_integer_labels(z, labels).mean())

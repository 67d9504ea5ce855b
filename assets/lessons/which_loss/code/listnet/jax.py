import jax
import jax.numpy as jnp
import optax

scores = jnp.array([[0.5, 1.0, -0.5]])  # (lists, items)
grades = jnp.array([[2.0, 1.0, 0.0]])

print(float(optax.softmax_cross_entropy(scores, jax.nn.softmax(grades)).mean()))
print(jnp.argsort(-scores))  # the order

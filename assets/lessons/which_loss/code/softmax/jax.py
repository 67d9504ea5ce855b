import jax
import jax.numpy as jnp
import optax

z = jnp.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])  # (examples, classes)
labels = jnp.array([0, 1])


def loss(z):
    return optax.softmax_cross_entropy_with_integer_labels(z, labels).mean()


print(float(loss(z)))
print(jax.grad(loss)(z))
print(jax.nn.softmax(z))  # to predict

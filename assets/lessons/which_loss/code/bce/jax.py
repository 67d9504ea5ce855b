import jax
import jax.numpy as jnp
import optax

z = jnp.array([2.0, -1.0, 0.5])  # from a dense layer with one output
y = jnp.array([1.0, 0.0, 1.0])


def loss(z):
    return optax.sigmoid_binary_cross_entropy(z, y).mean()


print(float(loss(z)))
print(jax.grad(loss)(z))  # (q - y) / n
print(jax.nn.sigmoid(z))  # to predict

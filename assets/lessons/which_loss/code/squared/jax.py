import jax
import jax.numpy as jnp
import optax

f = jnp.array([2.5, 0.0, 2.0])
y = jnp.array([3.0, -0.5, 2.0])


def loss(f):
    return optax.squared_error(f, y).mean()  # optax.l2_loss is half of it


print(float(loss(f)))
print(jax.grad(loss)(f))

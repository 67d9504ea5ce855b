import jax
import jax.numpy as jnp
import optax


def focal(z, y):
    return optax.sigmoid_focal_loss(z, y, gamma=[[gamma]])


loss, slope = jax.value_and_grad(focal)(jnp.float32([[z]]), jnp.float32([[y]]))
print(float(loss), float(slope))

smoothed = optax.smooth_labels(jnp.eye(10)[:1], alpha=0.1)  # over all classes

import jax
import jax.numpy as jnp
import optax

labels = jnp.int32([[[labels]]])
shown = jnp.zeros((1, 3)), jnp.zeros(labels.shape)  # nothing is padding


def ctc(z):
    return optax.ctc_loss(z[None], shown[0], labels, shown[1]).sum()


loss, pull = jax.value_and_grad(ctc)(jnp.float32([[z]]))
# optax takes −100,000 for ln 0, so a word that no alignment spells costs about that, not infinity.
print(float(loss) if loss < 5e4 else float("inf"), pull)

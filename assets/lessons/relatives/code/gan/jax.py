import jax
import jax.numpy as jnp
import optax

real, fake = jnp.float32([[real]]), jnp.float32([[fake]])
cross_entropy = optax.sigmoid_binary_cross_entropy
discriminator = cross_entropy(real, 1) + cross_entropy(fake, 0)
generator, pull = jax.value_and_grad(cross_entropy)(fake, 1)
print(float(discriminator), float(generator), float(pull))

import jax.numpy as jnp
import optax

# the probabilities that the model gave to what came, of [[shown]]
q = jnp.array([[probabilities]])
nats = optax.sigmoid_binary_cross_entropy(jnp.log(q) - jnp.log1p(-q), jnp.ones_like(q))
print(float(nats.mean() / jnp.log(2)), "bits a character")

import jax.numpy as jnp
import optax

# a to z and the space, in a million symbols: of the text, and as the code expects them
p = jnp.array([[p]])
q = jnp.array([[q]])
p, q = p / p.sum(), q / q.sum()
nats = optax.softmax_cross_entropy(jnp.log(q), p)
print(float(nats / jnp.log(2)), "bits")

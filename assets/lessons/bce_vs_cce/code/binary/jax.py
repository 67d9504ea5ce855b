import jax.numpy as jnp
import optax

z = jnp.array([[[z0]], [[z1]]])
one_logit = optax.sigmoid_binary_cross_entropy(z[1] - z[0], [[y]])
two_logits = optax.softmax_cross_entropy_with_integer_labels(z, [[y]])
print(float(one_logit), float(two_logits))

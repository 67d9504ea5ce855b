import jax.numpy as jnp
import optax

z = jnp.array([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]])
labels = jnp.array([1, 2])
prior = jnp.array([0.90, 0.09, 0.01])  # the class frequencies in the training data

adjusted = z + jnp.log(prior)  # in training only
print(float(optax.softmax_cross_entropy_with_integer_labels(adjusted, labels).mean()))
print(z.argmax(axis=-1))  # to predict: the plain logits

import jax.numpy as jnp
import optax

z = jnp.array([[z]])
by_index = optax.softmax_cross_entropy_with_integer_labels(z, [[true]])
by_one_hot = optax.softmax_cross_entropy(z, jnp.array([[one_hot_list]]))
print(float(by_index), float(by_one_hot))

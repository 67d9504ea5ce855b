import jax.numpy as jnp
import numpy as np
import optax

# the classifier that is too sure, as its file lies in the project
rows = np.genfromtxt("assets/predictions/sure.csv", delimiter=",", dtype=str)
names, truth, q = rows[0, 3:], rows[1:, 2], rows[1:, 3:].astype(float)
labels = (truth[:, None] == names).argmax(axis=1)
z = jnp.log(jnp.array(q)) / [[T]]
print(float(optax.softmax_cross_entropy_with_integer_labels(z, labels).mean()))

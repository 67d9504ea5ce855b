import keras
import numpy as np

# the classifier that is too sure, as its file lies in the project
rows = np.genfromtxt("assets/predictions/sure.csv", delimiter=",", dtype=str)
names, truth, q = rows[0, 3:], rows[1:, 2], rows[1:, 3:].astype(float)
labels = (truth[:, None] == names).argmax(axis=1)
loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
print(float(loss(labels, np.log(q) / [[T]])))

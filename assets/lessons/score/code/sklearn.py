import numpy as np
from sklearn.metrics import log_loss

# the classifier that is too sure, as its file lies in the project
rows = np.genfromtxt("assets/predictions/sure.csv", delimiter=",", dtype=str)
names, truth, q = rows[0, 3:], rows[1:, 2], rows[1:, 3:].astype(float)
labels = (truth[:, None] == names).argmax(axis=1)
q = q ** (1 / [[T]])  # its logits divided by T: softmax(ln q / T)
print(log_loss(labels, q / q.sum(axis=1, keepdims=True)))

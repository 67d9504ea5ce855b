import numpy as np
from scipy.special import log_softmax
from sklearn.metrics import log_loss

# the classifier that is too sure, as its file lies in the project
rows = np.genfromtxt("assets/predictions/sure.csv", delimiter=",", dtype=str)
names, truth, q = rows[0, 3:], rows[1:, 2], rows[1:, 3:].astype(float)
labels = (truth[:, None] == names).argmax(axis=1)
log_q = log_softmax(np.log(q) / [[T]], axis=1)
print(-log_q[np.arange(len(labels)), labels].mean())
# The same, but that it takes a q below 2.2e-16 for that:
print(log_loss(labels, np.exp(log_q)))

import numpy as np
from scipy.special import expit
from sklearn.metrics import log_loss

z = np.array([[2.0, 1.5, -1.0], [-0.5, 1.0, -2.0]])  # (examples, tags)
y = np.array([[1, 1, 0], [0, 1, 0]])

# One yes-or-no question for each tag; sklearn.multioutput.MultiOutputClassifier fits them so.
tags = range(y.shape[1])
print(sum(log_loss(y[:, k], expit(z[:, k]), labels=[0, 1]) for k in tags))

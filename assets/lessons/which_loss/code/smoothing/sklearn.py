import numpy as np
from scipy.special import log_softmax, softmax
from sklearn.metrics import log_loss

z = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
labels = np.array([0, 1])

# No estimator of scikit-learn smooths labels. The loss is the cross-entropy of softened targets:
y = 0.9 * np.eye(3)[labels] + 0.1 / 3
print(-(y * log_softmax(z, axis=-1)).sum(axis=-1).mean())
print(log_loss(labels, softmax(z, axis=-1), labels=[0, 1, 2]))  # to judge, on held-out data

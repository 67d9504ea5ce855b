import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss

z = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
labels = np.array([0, 2])
T = np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])  # T[truth, label]

# No estimator of scikit-learn trains with T; log_loss scores what the noisy labels will say.
print(log_loss(labels, softmax(z, axis=-1) @ T, labels=[0, 1, 2]))
print(z.argmax(axis=-1))  # to predict: without T

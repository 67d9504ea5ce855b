import numpy as np
from scipy.special import log_softmax

z = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0], [3.0, 0.0, 0.0]])
labels = np.array([0, 1, 2])  # the last one may be wrong
kappa = 0.7

# scikit-learn has no such loss; from the truth's log-probability:
log_q = np.take_along_axis(log_softmax(z, axis=-1), labels[:, None], axis=-1)
print(np.mean(-np.expm1(kappa * log_q) / kappa))

import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss

z = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
y = np.array([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]])  # shares of votes; each row sums to 1

# log_loss takes no soft targets. Each example counts once for each class instead, weighted by the
# class's share of the votes; fit(..., sample_weight=...) takes the same detour.
n, K = z.shape
labels = np.tile(np.arange(K), n)
q = np.repeat(softmax(z, axis=-1), K, axis=0)
print(log_loss(labels, q, sample_weight=y.ravel(), labels=np.arange(K)))

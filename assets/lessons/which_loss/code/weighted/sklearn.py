import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

z = np.array([-1.0, -2.0, 0.5, -3.0])
y = np.array([1, 0, 0, 0])  # the 1 is rare
w = 3.0  # a miss costs three times a false alarm

weights = np.where(y == 1, w, 1.0)
# log_loss divides by the sum of the weights; times their mean it is the mean over the examples.
print(log_loss(y, expit(z), sample_weight=weights) * weights.mean())

print(LogisticRegression(class_weight={0: 1.0, 1: w}).fit(z[:, None], y).coef_)

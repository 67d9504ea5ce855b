import numpy as np
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

z = np.array([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]])
labels = np.array([0, 1])

print(log_loss(labels, softmax(z, axis=-1), labels=[0, 1, 2]))

# LogisticRegression minimises this loss, plus a penalty on the weights.
x = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
print(LogisticRegression().fit(x, [0, 1, 2]).predict_proba(x))

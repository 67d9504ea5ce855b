import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

z = np.array([2.0, -1.0, 0.5])
y = np.array([1, 0, 1])

print(log_loss(y, expit(z)))

# LogisticRegression minimises this loss, plus a penalty on the weights.
model = LogisticRegression().fit(z[:, None], y)
print(model.predict_proba(z[:, None])[:, 1])

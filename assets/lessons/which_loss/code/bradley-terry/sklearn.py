import numpy as np
from scipy.special import expit
from sklearn.metrics import log_loss

better = np.array([1.2, 0.3, 2.0])  # scores of the preferred items
worse = np.array([0.2, 0.8, -1.0])  # scores of the others

# Not in scikit-learn by name: it is log_loss of the difference. To fit scores that are linear in
# features, give LogisticRegression(fit_intercept=False) the differences of the features.
print(log_loss(np.ones(3), expit(better - worse), labels=[0, 1]))

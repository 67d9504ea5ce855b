import numpy as np
from scipy.special import expit, log_expit
from sklearn.metrics import log_loss

z, y = [[z]], [[y]]
true = -log_expit(z if y == 1 else -z)  # scikit-learn takes probabilities; SciPy is fused
# log_loss clips q to within 2.2e-16 of 0 and 1, so it never answers more than 36.04.
clipped = log_loss([y], [expit(np.float32(z))], labels=[0, 1])
print(true, clipped)

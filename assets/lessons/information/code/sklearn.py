import numpy as np
from scipy.stats import entropy
from sklearn.metrics import log_loss

p = np.array([[p_list]])
q = np.array([[q_list]])
print(entropy(p) + entropy(p, q), entropy(p), entropy(p, q))

# the cross-entropy once more: every outcome once, weighed by how often it happens
outcomes = range(len(p))
# log_loss clips a q of 0, so what the model rules out is not infinitely dear here
print(log_loss(outcomes, np.tile(q, (len(p), 1)), sample_weight=p, labels=outcomes))

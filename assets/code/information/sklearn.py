import numpy as np
from scipy.stats import entropy
from sklearn.metrics import log_loss

p = np.array([[p_list]])
q = np.array([[q_list]])
# every outcome once, weighed by how often it happens; log_loss clips q of 0
outcomes = range(len(p))
cross_entropy = log_loss(outcomes, np.tile(q, (len(p), 1)), sample_weight=p, labels=outcomes)
print(cross_entropy, entropy(p), entropy(p, q))

import numpy as np
from scipy.special import log_softmax
from sklearn.metrics import log_loss

s = np.array([[s]])
log_q = log_softmax(s / [[temperature]])
print(-log_q[0])
# The same, but that it takes a q below 2.2e-16 for that:
print(log_loss([0], [np.exp(log_q)], labels=range(len(s))))

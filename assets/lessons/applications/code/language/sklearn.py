import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss

z = np.array([[logits]])  # the scores of ten words
print(log_loss([[[label]]], [softmax(z / [[temperature]])], labels=range(z.size)))

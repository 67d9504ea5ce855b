import numpy as np
from scipy.special import log_softmax, softmax
from sklearn.metrics import ndcg_score

scores = np.array([[0.5, 1.0, -0.5]])  # (lists, items)
grades = np.array([[2.0, 1.0, 0.0]])

# No estimator of scikit-learn trains with it; the loss is a cross-entropy of two softmaxes.
print(-(softmax(grades, axis=-1) * log_softmax(scores, axis=-1)).sum(axis=-1).mean())
print(ndcg_score(grades, scores))  # what a ranking is usually judged by

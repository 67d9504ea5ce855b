import numpy as np
from scipy.special import expit
from sklearn.metrics import log_loss, ndcg_score

z = np.array([[z]])  # a logit for each film
clicked = np.array([[y]])
print(log_loss(clicked, expit(z)), ndcg_score([clicked], [z]))

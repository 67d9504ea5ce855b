import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss
from sklearn.metrics.pairwise import cosine_similarity

u = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])  # say, images
v = np.array([[1.0, 0.2], [0.1, 1.0], [1.0, 0.8]])  # their captions
temperature = 0.1

# No estimator of scikit-learn trains with it; log_loss scores the guess of the partner.
similarity = cosine_similarity(u, v) / temperature
print(log_loss([0, 1, 2], softmax(similarity, axis=-1)))

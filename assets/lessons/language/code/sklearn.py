import numpy as np
from sklearn.metrics import log_loss

# the probabilities that the model gave to what came, of [[shown]]
q = np.array([[probabilities]])
print(-np.log2(q).mean(), "bits a character")
# The same, but that it takes a q below 2.2e-16 for that:
print(log_loss(np.ones_like(q), q, labels=[0, 1]) / np.log(2))

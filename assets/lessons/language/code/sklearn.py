import numpy as np
from sklearn.metrics import log_loss

# the probabilities that the model gave to what came, of [[shown]]
q = np.array([[probabilities]])
nats = log_loss(np.ones_like(q), q, labels=[0, 1])
print(nats / np.log(2), "bits a character")

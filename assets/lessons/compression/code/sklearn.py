import numpy as np
from sklearn.metrics import log_loss

# a to z and the space, in a million symbols: of the text, and as the code expects them
p = np.array([[p]])
q = np.array([[q]])
p, q = p / p.sum(), q / q.sum()
# every symbol once, weighed by how often the text has it
nats = log_loss(range(27), np.tile(q, (27, 1)), sample_weight=p, labels=range(27))
print(nats / np.log(2), "bits")

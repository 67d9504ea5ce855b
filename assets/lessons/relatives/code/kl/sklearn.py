from scipy.stats import entropy
from sklearn.metrics import log_loss

q, y = [[q_list]], [[y_list]]
animals = list(range(len(q)))
# One row for each animal that could be right, weighted by how right it is.
cost = log_loss(animals, [q] * len(q), sample_weight=y, labels=animals)
print(cost - entropy(y))

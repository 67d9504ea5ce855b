from sklearn.metrics import log_loss

q, y = [[q_list]], [[y_list]]
candidates = list(range(len(q)))
# One row for each candidate that could be right, weighted by how right it is.
print(log_loss(candidates, [q] * len(q), sample_weight=y, labels=candidates))

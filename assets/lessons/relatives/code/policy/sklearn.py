from sklearn.metrics import log_loss

policy = [[q_list]]
# scikit-learn refuses a negative weight of an example, so the advantage stands outside.
print([[advantage]] * log_loss([2], [policy], labels=[0, 1, 2]))

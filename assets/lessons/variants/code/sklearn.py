from sklearn.metrics import log_loss

p_t = [[truth]]  # the probability of the truth
weight = [(1 - p_t) ** [[gamma]]]
print(log_loss([[[y]]], [[[q]]], sample_weight=weight, labels=[0, 1], normalize=False))  # focal loss

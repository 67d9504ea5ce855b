from sklearn.metrics import log_loss

q = [[q_list]]
print(log_loss([[[true]]], [q], labels=list(range(len(q)))))

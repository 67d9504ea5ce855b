from sklearn.metrics import log_loss

y = [1] * [[k]] + [0] * [[zeros]]
print(log_loss(y, [[[theta_exact]]] * len(y), labels=[0, 1]))

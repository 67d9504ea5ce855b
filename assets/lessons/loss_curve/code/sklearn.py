from sklearn.metrics import log_loss

print(log_loss([[[y]]], [[[q]]], labels=[0, 1]))

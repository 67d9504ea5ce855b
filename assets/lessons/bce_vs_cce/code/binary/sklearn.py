from scipy.special import expit, softmax
from sklearn.metrics import log_loss

z = [[[z0]], [[z1]]]
one_logit = log_loss([[[y]]], [expit(z[1] - z[0])], labels=[0, 1])
two_logits = log_loss([[[y]]], [softmax(z)], labels=[0, 1])
print(one_logit, two_logits)

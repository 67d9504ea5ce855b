from scipy.special import softmax
from sklearn.metrics import log_loss

s = [[s]]
q = softmax([each / [[temperature]] for each in s])
print(log_loss([0], [q], labels=range(len(s))))

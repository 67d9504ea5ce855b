from scipy.special import expit
from sklearn.metrics import log_loss

# For each tag by itself: log_loss of a whole row would take it for classes that exclude each other.
each = [log_loss([y], [q], labels=[0, 1]) for y, q in zip([[y]], expit([[z]]))]
print(sum(each), sum(each) / len(each))

from scipy.special import softmax
from sklearn.metrics import log_loss

policy = softmax([[z]])
advantage = [[gain]]  # what the arm paid, less the policy's average
# scikit-learn refuses a negative weight of an example, so the advantage stands outside.
print(advantage * log_loss([[[drawn]]], [policy], labels=range(3)))

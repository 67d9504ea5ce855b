import numpy as np
from scipy.special import expit

z = np.array([2.0, -3.0, -4.0, -1.0])
y = np.array([1, 0, 0, 1])
gamma = 2.0

# scikit-learn has no focal loss. With q_y, the probability of the truth:
q_y = expit(np.where(y == 1, z, -z))
print(np.mean((1 - q_y) ** gamma * -np.log(q_y)))

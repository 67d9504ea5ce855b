import numpy as np
from sklearn.metrics import hinge_loss
from sklearn.svm import LinearSVC

z = np.array([2.0, -1.0, 0.5])
y = np.array([1, 0, 0])

print(hinge_loss(y, z))

# LinearSVC minimises this loss, plus a penalty on the weights.
print(LinearSVC(loss="hinge").fit(z[:, None], y).decision_function(z[:, None]))

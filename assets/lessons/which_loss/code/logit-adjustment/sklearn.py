import numpy as np
from scipy.special import softmax
from sklearn.metrics import log_loss

z = np.array([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]])
labels = np.array([1, 2])
prior = np.array([0.90, 0.09, 0.01])  # the class frequencies in the training data

# No estimator of scikit-learn trains with this loss; log_loss scores the adjusted logits.
print(log_loss(labels, softmax(z + np.log(prior), axis=-1), labels=[0, 1, 2]))
print(z.argmax(axis=-1))  # to predict: the plain logits

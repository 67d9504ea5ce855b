import numpy as np
from sklearn.metrics import accuracy_score, recall_score

# the first network after epoch [[epoch]]: in row i, column j, how many of class i it called j
confusion = np.array([[matrix]])
true, said = (np.repeat(each.ravel(), confusion.ravel()) for each in np.indices(confusion.shape))
print(100 * accuracy_score(true, said), "% of all are right")
print((100 * recall_score(true, said, average=None)).tolist(), "% of each class")

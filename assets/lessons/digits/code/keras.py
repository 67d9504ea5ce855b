import keras
import numpy as np

# the first network after epoch [[epoch]]: in row i, column j, how many of class i it called j
confusion = np.array([[matrix]])
true, said = np.indices(confusion.shape)
metric = keras.metrics.Accuracy()
metric.update_state(true.ravel(), said.ravel(), sample_weight=confusion.ravel())
print(100 * float(metric.result()), "% of all are right")
print((100 * confusion.diagonal() / confusion.sum(axis=1)).tolist(), "% of each class")

import numpy as np
import torch

# the classifier that is too sure, as its file lies in the project
rows = np.genfromtxt("assets/predictions/sure.csv", delimiter=",", dtype=str)
names, truth, q = rows[0, 3:], rows[1:, 2], rows[1:, 3:].astype(float)
labels = torch.tensor((truth[:, None] == names).argmax(axis=1))
z = torch.tensor(q).log() / [[T]]
print(torch.nn.functional.cross_entropy(z, labels).item())

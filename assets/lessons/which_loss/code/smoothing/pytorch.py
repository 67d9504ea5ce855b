import torch
from torch.nn.functional import cross_entropy

z = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]], requires_grad=True)
labels = torch.tensor([0, 1])

loss = cross_entropy(z, labels, label_smoothing=0.1)  # to train
loss.backward()
print(loss.item())
print(cross_entropy(z, labels).item())  # to judge: the plain loss, on held-out data

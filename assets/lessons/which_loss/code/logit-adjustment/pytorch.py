import torch
from torch.nn.functional import cross_entropy

z = torch.tensor([[1.0, 2.0, 0.0], [3.0, 0.0, 1.0]], requires_grad=True)
labels = torch.tensor([1, 2])
prior = torch.tensor([0.90, 0.09, 0.01])  # the class frequencies in the training data

loss = cross_entropy(z + torch.log(prior), labels)  # adjusted in training only
loss.backward()
print(loss.item())
print(z.detach().argmax(dim=-1))  # to predict: the plain logits

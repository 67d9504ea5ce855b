import torch
from torch.nn.functional import cross_entropy

z = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]], requires_grad=True)  # (examples, classes)
labels = torch.tensor([0, 1])

loss = cross_entropy(z, labels)  # applies the softmax itself
loss.backward()
print(loss.item())
print(torch.softmax(z.detach(), dim=-1))  # to predict

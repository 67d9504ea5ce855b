import torch
from torch.nn.functional import cross_entropy

z = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]], requires_grad=True)
y = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.9, 0.0]])  # shares of votes; each row sums to 1

loss = cross_entropy(z, y)  # a floating target of the same shape is a distribution
loss.backward()
print(loss.item())

import torch
from torch.nn.functional import cross_entropy

scores = torch.tensor([[0.5, 1.0, -0.5]], requires_grad=True)  # (lists, items)
grades = torch.tensor([[2.0, 1.0, 0.0]])

loss = cross_entropy(scores, torch.softmax(grades, dim=-1))
loss.backward()
print(loss.item())
print(scores.detach().argsort(descending=True))  # the order

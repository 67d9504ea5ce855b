import torch
from torch.nn.functional import logsigmoid

better = torch.tensor([1.2, 0.3, 2.0], requires_grad=True)  # scores of the preferred items
worse = torch.tensor([0.2, 0.8, -1.0])  # scores of the others

loss = -logsigmoid(better - worse).mean()
loss.backward()
print(loss.item())
print(torch.sigmoid(better - worse))  # the probability of each preference

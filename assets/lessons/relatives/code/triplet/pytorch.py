import torch

a = torch.tensor([[anchor]], dtype=torch.float64, requires_grad=True)
p = torch.tensor([[positive]], dtype=torch.float64)
n = torch.tensor([[negative]], dtype=torch.float64)
# TripletMarginLoss takes plain distances and refuses a margin of 0; the paper squares them.
loss = torch.relu(((a - p) ** 2).sum() - ((a - n) ** 2).sum() + [[margin]])
loss.backward()
print(loss.item(), a.grad)

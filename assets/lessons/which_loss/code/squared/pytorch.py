import torch
from torch.nn.functional import mse_loss

f = torch.tensor([2.5, 0.0, 2.0], requires_grad=True)  # from torch.nn.Linear(features, 1)
y = torch.tensor([3.0, -0.5, 2.0])

loss = mse_loss(f, y)
loss.backward()
print(loss.item())

import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([2.0, -1.0, 0.5], requires_grad=True)  # from torch.nn.Linear(features, 1)
y = torch.tensor([1.0, 0.0, 1.0])

loss = binary_cross_entropy_with_logits(z, y)
loss.backward()
print(loss.item())
print(torch.sigmoid(z.detach()))  # to predict

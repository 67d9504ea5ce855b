import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([[2.0, 1.5, -1.0], [-0.5, 1.0, -2.0]], requires_grad=True)  # (examples, tags)
y = torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])

loss = binary_cross_entropy_with_logits(z, y, reduction="none").sum(dim=-1).mean()
loss.backward()
print(loss.item())  # the default reduction divides by the number of tags as well
print(torch.sigmoid(z.detach()) > 0.5)  # to predict

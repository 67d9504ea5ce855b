import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([-1.0, -2.0, 0.5, -3.0], requires_grad=True)
y = torch.tensor([1.0, 0.0, 0.0, 0.0])  # the 1 is rare
w = torch.tensor(3.0)  # a miss costs three times a false alarm

loss = binary_cross_entropy_with_logits(z, y, pos_weight=w)
loss.backward()
print(loss.item())
# K classes: cross_entropy(z, labels, weight=w) with K weights; it divides by their sum.

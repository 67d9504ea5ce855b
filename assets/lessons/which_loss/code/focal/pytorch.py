import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([2.0, -3.0, -4.0, -1.0], requires_grad=True)
y = torch.tensor([1.0, 0.0, 0.0, 1.0])
gamma = 2.0

# Not in torch itself (torchvision.ops has a sigmoid_focal_loss); two lines do it.
cross_entropy = binary_cross_entropy_with_logits(z, y, reduction="none")  # -ln of the truth's q
loss = (-torch.expm1(-cross_entropy)) ** gamma * cross_entropy
loss.mean().backward()
print(loss.mean().item())

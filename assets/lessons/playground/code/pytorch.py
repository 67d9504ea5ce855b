import torch
from torch.nn import functional

# the logits of the ringed point, left and right, after epoch [[epoch]], and its label
left = torch.tensor([[z_left]], dtype=torch.float64, requires_grad=True)
right = torch.tensor([[z_right]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[y]], dtype=torch.float64)
functional.binary_cross_entropy_with_logits(left, y).backward()
functional.mse_loss(torch.sigmoid(right), y).backward()
print(left.grad.item(), right.grad.item(), "the slopes of cross-entropy and squared error")

import torch
from torch.nn import functional

z = torch.tensor([[z]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[y]], dtype=torch.float64)
entropy = functional.binary_cross_entropy_with_logits(z, y)
square = functional.mse_loss(torch.sigmoid(z), y)
(strong,) = torch.autograd.grad(entropy, z)
(weak,) = torch.autograd.grad(square, z)
print((strong / weak).item(), strong.abs().item(), weak.abs().item())

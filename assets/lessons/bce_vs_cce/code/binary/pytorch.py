import torch
from torch.nn import functional

z = torch.tensor([[[z0]], [[z1]]], dtype=torch.float64)
y = torch.tensor([[y]])
one_logit = functional.binary_cross_entropy_with_logits(z[1] - z[0], y.double())
two_logits = functional.cross_entropy(z, y)
print(one_logit.item(), two_logits.item())

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

real = torch.tensor([[real]], dtype=torch.float64)
fake = torch.tensor([[fake]], dtype=torch.float64, requires_grad=True)
one, zero = torch.ones_like(real), torch.zeros_like(real)
discriminator = cross_entropy(real, one) + cross_entropy(fake, zero)
generator = cross_entropy(fake, one)
generator.backward()
print(discriminator.item(), generator.item(), fake.grad.item())

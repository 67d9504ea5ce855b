import torch

y = torch.tensor([1.0] * [[k]] + [0.0] * [[zeros]], dtype=torch.float64)
theta = torch.full_like(y, [[theta_exact]])
print(torch.nn.functional.binary_cross_entropy(theta, y).item())
print(-torch.distributions.Bernoulli(theta).log_prob(y).mean().item())

import torch

share, weight, alarm = torch.tensor([[[share]], [[weight]], [[alarm]]], dtype=torch.float64)
# Weighted cross-entropy asks for odds that are `weight` times the risk's, so the alarm goes off
# from this risk on, and from this score: the healthy score around 0, the ill around 2.
risk = alarm / (alarm + weight * (1 - alarm))
cut = (torch.logit(risk) - torch.logit(share)) / 2 + 1
print((1000 * share * torch.distributions.Normal(2.0, 1.0).cdf(cut)).item())

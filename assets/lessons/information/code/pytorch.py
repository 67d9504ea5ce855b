import torch

p = torch.tensor([[p_list]], dtype=torch.float64)
q = torch.tensor([[q_list]], dtype=torch.float64)
cross_entropy = -torch.xlogy(p, q).sum()
entropy = torch.special.entr(p).sum()
print(cross_entropy.item(), entropy.item(), (cross_entropy - entropy).item())

import torch
from torch.nn.functional import log_softmax

z = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0], [3.0, 0.0, 0.0]], requires_grad=True)
labels = torch.tensor([0, 1, 2])  # the last one may be wrong
kappa = 0.7

# Not in torch; from the truth's log-probability:
log_q = log_softmax(z, dim=-1).gather(1, labels[:, None])[:, 0]
loss = (-torch.expm1(kappa * log_q) / kappa).mean()
loss.backward()
print(loss.item())

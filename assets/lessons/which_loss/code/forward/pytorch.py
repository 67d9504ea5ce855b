import torch
from torch.nn.functional import log_softmax, nll_loss

z = torch.tensor([[2.0, 1.0, 0.1], [0.5, 2.5, 0.0]], requires_grad=True)
labels = torch.tensor([0, 2])
T = torch.tensor([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8]])  # T[truth, label]

# Not in torch. The logarithm of softmax(z) @ T, without leaving logarithms:
log_noisy = torch.logsumexp(log_softmax(z, dim=-1)[:, :, None] + torch.log(T), dim=1)
loss = nll_loss(log_noisy, labels)
loss.backward()
print(loss.item())
print(z.detach().argmax(dim=-1))  # to predict: without T

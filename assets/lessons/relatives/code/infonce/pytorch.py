import torch

s = torch.tensor([[[s]]], dtype=torch.float64, requires_grad=True)
loss = torch.nn.functional.cross_entropy(s / [[temperature]], torch.tensor([0]))
loss.backward()
print(loss.item(), s.grad)

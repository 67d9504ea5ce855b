import torch

s = torch.tensor([[s]], dtype=torch.float64, requires_grad=True)
r = torch.tensor([[r]], dtype=torch.float64)
loss = torch.nn.functional.cross_entropy(s, torch.softmax(r, dim=-1))
loss.backward()
print(loss.item(), s.grad)

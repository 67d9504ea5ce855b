import torch

z = torch.tensor([[z]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[y]], dtype=torch.float64)
loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
loss.backward()
print(loss.item(), z.grad.item())

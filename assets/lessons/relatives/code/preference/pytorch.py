import torch

chosen = torch.tensor([[chosen]], dtype=torch.float64, requires_grad=True)
rejected = torch.tensor([[rejected]], dtype=torch.float64, requires_grad=True)
loss = -torch.nn.functional.logsigmoid(chosen - rejected)
loss.backward()
print(loss.item(), chosen.grad.item(), rejected.grad.item())

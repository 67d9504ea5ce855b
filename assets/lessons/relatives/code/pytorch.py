import torch

scores = torch.tensor([[scores_list]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[y_list]], dtype=torch.float64)
loss = torch.nn.functional.cross_entropy(scores, y)
loss.backward()
print(loss.item(), scores.grad)

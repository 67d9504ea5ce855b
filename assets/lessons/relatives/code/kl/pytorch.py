import torch

z = torch.tensor([[[scores_list]]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[[y_list]]], dtype=torch.float64)
log_q = torch.log_softmax(z, dim=-1)
# KLDivLoss takes log-probabilities; its default reduction divides by the classes as well.
loss = torch.nn.KLDivLoss(reduction="batchmean")(log_q, y)
loss.backward()
print(loss.item(), z.grad)
print(torch.nn.NLLLoss()(log_q, torch.tensor([0])).item())

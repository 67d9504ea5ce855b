import torch

z = torch.tensor([[scores_list]], dtype=torch.float64, requires_grad=True)
policy = torch.distributions.Categorical(logits=z)
loss = -[[advantage]] * policy.log_prob(torch.tensor(2))
loss.backward()
print(loss.item(), z.grad)

import torch

z = torch.tensor([[z]], dtype=torch.float64, requires_grad=True)  # the policy, in logits
advantage = [[gain]]  # what the arm paid, less the policy's average
loss = -advantage * torch.distributions.Categorical(logits=z).log_prob(torch.tensor([[drawn]]))
loss.backward()
print(loss.item(), z.grad)

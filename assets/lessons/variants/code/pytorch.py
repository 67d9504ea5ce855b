import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([[z]], dtype=torch.float64, requires_grad=True)
y = torch.tensor([[y]], dtype=torch.float64)
cross_entropy = binary_cross_entropy_with_logits(z, y)
p_t = torch.exp(-cross_entropy)
loss = (1 - p_t) ** [[gamma]] * cross_entropy  # focal loss
loss.backward()
print(loss.item(), z.grad.item())

smoothed = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
weighted = torch.nn.CrossEntropyLoss(weight=torch.tensor([1.0, 3.0]))  # divides by the weights' sum

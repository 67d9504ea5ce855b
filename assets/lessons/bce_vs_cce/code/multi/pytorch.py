import torch
from torch.nn.functional import binary_cross_entropy_with_logits

z = torch.tensor([[z]], dtype=torch.float64)
y = torch.tensor([[y]], dtype=torch.float64)
total = binary_cross_entropy_with_logits(z, y, reduction="sum")
mean = binary_cross_entropy_with_logits(z, y)  # over the tags, unless told otherwise
print(total.item(), mean.item())

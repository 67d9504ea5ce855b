import torch
from torch.nn import functional

z, y = torch.tensor([[z]], dtype=torch.float64), torch.tensor([[y]], dtype=torch.float64)
true = functional.binary_cross_entropy_with_logits(z, y)
q = torch.sigmoid(z.float())
naive = -torch.log(q if y == 1 else 1 - q)
print(true.item(), naive.item())

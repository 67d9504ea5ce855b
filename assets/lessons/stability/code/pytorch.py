import torch
from torch.nn import functional

z, y = torch.tensor([[z]], dtype=torch.float64), torch.tensor([[y]], dtype=torch.float64)
q = torch.sigmoid(z.float())
naive = -torch.log(q if y == 1 else 1 - q)
true = functional.binary_cross_entropy_with_logits(z, y)
print(true.item(), naive.item())

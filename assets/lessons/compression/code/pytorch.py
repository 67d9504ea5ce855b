import math

import torch

# a to z and the space, in a million symbols: of the text, and as the code expects them
p = torch.tensor([[p]], dtype=torch.float64)
q = torch.tensor([[q]], dtype=torch.float64)
p, q = p / p.sum(), q / q.sum()
nats = torch.nn.functional.cross_entropy(q.log(), p)
print(nats.item() / math.log(2), "bits")

import math

import torch

# the probabilities that the model gave to what came, of [[shown]]
q = torch.tensor([[probabilities]], dtype=torch.float64)
nats = torch.nn.functional.binary_cross_entropy(q, torch.ones_like(q))
print(nats.item() / math.log(2), "bits a character")

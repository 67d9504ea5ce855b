import torch
from torch.nn.functional import cross_entropy, normalize

u = normalize(torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), dim=-1)  # say, images
v = normalize(torch.tensor([[1.0, 0.2], [0.1, 1.0], [1.0, 0.8]]), dim=-1)  # their captions
temperature = 0.1

similarity = u @ v.T / temperature
loss = cross_entropy(similarity, torch.arange(3))  # the partner of row i is column i
print(loss.item())
# CLIP takes the mean of this and of cross_entropy(similarity.T, torch.arange(3)).

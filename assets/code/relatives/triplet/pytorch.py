import torch

a = torch.tensor([[[anchor]]], dtype=torch.float64, requires_grad=True)
p = torch.tensor([[[positive]]], dtype=torch.float64)
n = torch.tensor([[[negative]]], dtype=torch.float64)
# TripletMarginLoss takes plain distances; the paper takes squared ones.
triplet = torch.nn.TripletMarginWithDistanceLoss(
    distance_function=lambda x, y: ((x - y) ** 2).sum(-1), margin=[[margin]]
)
loss = triplet(a, p, n)
loss.backward()
print(loss.item(), a.grad)

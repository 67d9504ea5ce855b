import torch

z = torch.tensor([[logits]], dtype=torch.float64)  # the scores of ten words
word = torch.tensor([[label]])
loss = torch.nn.functional.cross_entropy(z / [[temperature]], word)
print(loss.item(), loss.exp().item())

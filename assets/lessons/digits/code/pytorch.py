import torch

# the first network after epoch [[epoch]]: in row i, column j, how many of class i it called j
confusion = torch.tensor([[matrix]], dtype=torch.float64)
print((100 * confusion.trace() / confusion.sum()).item(), "% of all are right")
print((100 * confusion.diag() / confusion.sum(dim=1)).tolist(), "% of each class")

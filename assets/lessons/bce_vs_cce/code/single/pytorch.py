import torch

z = torch.tensor([[z]], dtype=torch.float64)
by_index = torch.nn.functional.cross_entropy(z, torch.tensor([[true]]))
by_one_hot = torch.nn.functional.cross_entropy(z, torch.tensor([[one_hot_list]], dtype=torch.float64))
print(by_index.item(), by_one_hot.item())

import torch

z = torch.tensor([[z]], dtype=torch.float64)  # a logit for each film
clicked = torch.tensor([[y]], dtype=torch.float64)
print(torch.nn.functional.binary_cross_entropy_with_logits(z, clicked).item())

import torch
from torch.nn.functional import ctc_loss, log_softmax

# (frames, examples, symbols); symbol 0 is the blank
z = torch.tensor([[[0.0, 2.0, 0.0]], [[1.0, 1.0, 0.0]], [[0.0, 0.0, 2.0]], [[2.0, 0.0, 1.0]]])
z.requires_grad_()
target = torch.tensor([[1, 2]])  # read as “ab”

loss = ctc_loss(
    log_softmax(z, dim=-1), target, input_lengths=[4], target_lengths=[2], blank=0, reduction="sum"
)
loss.backward()
print(loss.item())

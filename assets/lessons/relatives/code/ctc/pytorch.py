import torch

z = torch.tensor([[z]], dtype=torch.float64, requires_grad=True)
loss = torch.nn.functional.ctc_loss(
    torch.log_softmax(z, dim=-1),
    torch.tensor([[labels]]),
    input_lengths=torch.tensor(len(z)),
    target_lengths=torch.tensor(len([[labels]])),
    blank=0,
    reduction="sum",  # the default divides by the length of the word
)
loss.backward()
print(loss.item(), z.grad)

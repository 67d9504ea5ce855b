import torch

z = torch.tensor([2.0, -1.0, 0.5], requires_grad=True)
y = torch.tensor([1.0, 0.0, 0.0])

# torch has no hinge loss of this kind (HingeEmbeddingLoss is another one):
loss = torch.relu(1 - (2 * y - 1) * z).mean()
loss.backward()
print(loss.item())
print(z.detach() > 0)  # to decide

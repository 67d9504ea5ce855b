from scipy.special import expit
from sklearn.metrics import log_loss, mean_squared_error


def slope(loss, z, step=1e-4):
    """scikit-learn has the losses, not their gradients: a central difference."""
    return (loss(expit(z + step)) - loss(expit(z - step))) / (2 * step)


# the logits of the ringed point, left and right, after epoch [[epoch]], and its label
entropy = slope(lambda q: log_loss([[[y]]], [q], labels=[0, 1]), [[z_left]])
square = slope(lambda q: mean_squared_error([[[y]]], [q]), [[z_right]])
print(entropy, square, "the slopes of cross-entropy and squared error")

from scipy.special import expit
from sklearn.metrics import log_loss

real, fake = expit([[real]]), expit([[fake]])
discriminator = log_loss([1, 0], [real, fake], normalize=False)
generator = log_loss([1], [fake], labels=[0, 1])
print(discriminator, generator)

import numpy as np
from scipy.special import expit
from scipy.stats import norm
from sklearn.metrics import log_loss

x = np.linspace(-20, 20, 4001)
real, fake = norm.logpdf(x), norm.logpdf(x, [[mean_exact]], [[width_exact]])
D = expit(real - fake)  # the best discriminator
y = np.repeat([1, 0], x.size)
weights = np.exp(np.concatenate([real, fake]))
# log_loss takes the mean over both kinds, the discriminator pays for one of each.
print(2 * log_loss(y, np.tile(D, 2), sample_weight=weights))

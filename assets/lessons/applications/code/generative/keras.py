import numpy as np
from keras import ops
from scipy.stats import norm

x, step = np.linspace(-20, 20, 4001), 0.01
real, fake = norm.logpdf(x), norm.logpdf(x, [[mean_exact]], [[width_exact]])
z = ops.convert_to_tensor(real - fake, dtype="float32")  # the logit of the best discriminator
p_real, p_fake = (ops.convert_to_tensor(np.exp(log), dtype="float32") for log in (real, fake))
cost = p_real * ops.binary_crossentropy(ops.ones_like(z), z, from_logits=True)
cost += p_fake * ops.binary_crossentropy(ops.zeros_like(z), z, from_logits=True)
print(float(ops.sum(cost) * step))

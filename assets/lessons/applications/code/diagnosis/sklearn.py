from scipy.special import logit
from scipy.stats import norm

share, weight, alarm = [[share]], [[weight]], [[alarm]]
# Weighted cross-entropy asks for odds that are `weight` times the risk's, so the alarm goes off
# from this risk on, and from this score: the healthy score around 0, the ill around 2.
risk = alarm / (alarm + weight * (1 - alarm))
cut = (logit(risk) - logit(share)) / 2 + 1
print(1000 * share * norm.cdf(cut, loc=2))

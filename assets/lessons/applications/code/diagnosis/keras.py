import math

from keras import ops

share, weight, alarm = [[share]], [[weight]], [[alarm]]
# Weighted cross-entropy asks for odds that are `weight` times the risk's, so the alarm goes off
# from this risk on, and from this score: the healthy score around 0, the ill around 2.
risk = alarm / (alarm + weight * (1 - alarm))
cut = (math.log(risk / (1 - risk)) - math.log(share / (1 - share))) / 2 + 1
below = (1 + ops.erf(ops.convert_to_tensor((cut - 2) / math.sqrt(2), dtype="float32"))) / 2
print(float(1000 * share * below))

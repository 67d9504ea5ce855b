import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_squared_error

f = np.array([2.5, 0.0, 2.0])
y = np.array([3.0, -0.5, 2.0])

print(mean_squared_error(y, f))

print(LinearRegression().fit(f[:, None], y).coef_)  # minimises this loss

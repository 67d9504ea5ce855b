"""The mathematics: losses and gradients, information, codes, models. NumPy and SciPy only."""

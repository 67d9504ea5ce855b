"""What every figure is made of: flipbook, style, labels, numbers."""

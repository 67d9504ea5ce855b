"""The lessons, a folder each: its figures, and the numbers of its words."""

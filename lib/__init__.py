"""Everything the lessons compute, draw and say."""

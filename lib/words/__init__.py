"""What is said, asked, recommended and typed. Standard library only."""

"""The figures that the README quotes, each reproducible with one command."""

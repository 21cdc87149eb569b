"""Training loops in plain PyTorch."""

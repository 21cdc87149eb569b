"""What the parts share: what a part is, its parameters, context and expected results."""

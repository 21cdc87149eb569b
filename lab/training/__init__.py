"""The one way to fit a model: `fit` (see fit.py), on the compiled stacks of stacks.py."""

"""A neural-network framework with hand-written derivatives (coursework, section 3).

ops.py         each operation: forward and backward beside each other
masks.py       the coursework's masks, types A and B
blocks.py      the masked product without its blocks of zeros: the fast twin of ops.masked_linear
layers.py      Linear, MaskedLinear, ReLU, Sigmoid: Keras layers over the operations
losses.py      BCELoss
optimizers.py  SGD
checks.py      every backward against finite differences and the automatic gradient
"""

from lab import backend

# before anything imports TensorFlow, which by itself prints lines that nobody needs
# ruff: noqa: E402
backend.start()

from lab.framework import ops
from lab.framework.layers import Linear, MaskedLinear, ReLU, Sigmoid
from lab.framework.losses import BCELoss
from lab.framework.optimizers import SGD

__all__ = ["SGD", "BCELoss", "Linear", "MaskedLinear", "ReLU", "Sigmoid", "ops"]

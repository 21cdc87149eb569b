"""A neural-network framework with hand-written derivatives (coursework, section 3).

ops.py         each operation: forward and backward beside each other
blocks.py      masks, and which blocks of them are zero and need no computing
losses.py      BCELoss
checks.py      every backward against finite differences and the automatic gradient
"""

from lab.framework import ops
from lab.framework.losses import BCELoss

__all__ = ["BCELoss", "ops"]

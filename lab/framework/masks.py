"""The coursework's masks: which input reaches which output."""

import numpy as np


def triangular_mask(units, mask_type):
    """The coursework's masks for y = x w: bool [units, units], True where input j reaches output i.

    "A" is strict (j < i), "B" is not (j <= i). Both are upper-triangular for w [in, out]; the
    coursework's "lower-triangular" holds for its transpose only.
    Raises ValueError for any other `mask_type`.
    Source: coursework, sections 1.3 and 3.2.
    """
    if mask_type not in ("A", "B"):
        raise ValueError(f'mask_type: expected "A" or "B", received {mask_type!r}')
    return np.triu(np.ones((units, units), bool), k=1 if mask_type == "A" else 0)

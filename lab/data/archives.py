"""Readers for the two other containers of MNIST: NumPy's .npz and Larochelle's .amat text."""

import numpy as np

from lab.errors import LabError
from lab.reading import read_arrays, read_bytes

LARGEST_BYTES = 2**30


def read_npz(path, names):
    """The arrays `names` of an .npz file, as a dict; pickles are refused.

    Raises LabError where the file is no archive, lacks an array, holds a pickled one or is damaged.
    """
    try:
        return read_arrays(path, names)
    except ValueError as error:
        raise LabError(f"{path} is not a readable .npz file: {error}") from None


def read_amat(path, columns):
    """A text file of 0s and 1s, one image a line: uint8 [N, columns] of 0 and 1."""
    try:
        content = np.frombuffer(read_bytes(path, LARGEST_BYTES), np.uint8)
    except ValueError as error:
        raise LabError(f"{path} cannot be read: {error}") from None
    values = content[content > ord(" ")] - ord("0")
    if values.size == 0 or values.size % columns or values.max() > 1:
        raise LabError(
            f"{path} is not lines of {columns} zeros and ones: it holds {values.size:,} values, "
            f"the largest {values.max(initial=0)}"
        )
    return values.reshape(-1, columns)

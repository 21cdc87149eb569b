"""Readers for the two other containers of MNIST: NumPy's .npz and Larochelle's .amat text."""

import numpy as np

from lab.errors import LabError
from lab.storage.reading import read_arrays, read_bytes

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
    _check_lines(content, columns, path)
    return (content[content > ord(" ")] - ord("0")).reshape(-1, columns)


def _check_lines(content, columns, path):
    """Raises LabError, which names the line, where one is neither empty nor so many 0s and 1s."""
    is_value = content > ord(" ")
    if not is_value.any():
        raise LabError(f"{path} is empty, expected lines of {columns} zeros and ones")
    ends = np.flatnonzero(content == ord("\n"))
    starts = np.concatenate([[0], ends + 1])
    starts = starts[starts < len(content)]
    counts = np.add.reduceat(is_value, starts, dtype=np.int64)
    others = is_value & (content != ord("0")) & (content != ord("1"))
    has_others = np.logical_or.reduceat(others, starts)
    broken = has_others | ((counts != columns) & (counts > 0))
    if broken.any():
        line = int(np.argmax(broken))
        raise LabError(
            f"{path}, line {line + 1:,}: expected {columns} zeros and ones, got {counts[line]:,} "
            f"values{', among them others' if has_others[line] else ''}: fetch it again"
        )

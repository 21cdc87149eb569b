"""Readers for the two other containers of MNIST: NumPy's .npz and Larochelle's .amat text."""

import zipfile
import zlib

import numpy as np

from lab.errors import LabError

LARGEST_BYTES = 2**30


def read_npz(path, names):
    """The arrays `names` of an .npz file, as a dict; pickles are refused.

    Raises LabError where the file is no archive, lacks an array, holds a pickled one, is larger
    unpacked than any data set of the lab, or is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
        missing = [name for name in names if f"{name}.npy" not in sizes]
        if missing:
            held = ", ".join(sorted(name.removesuffix(".npy") for name in sizes)) or "nothing"
            raise LabError(f"{path} lacks the arrays {', '.join(missing)}; it holds {held}")
        if sum(sizes[f"{name}.npy"] for name in names) > LARGEST_BYTES:
            raise LabError(f"{path} unpacks to more than {LARGEST_BYTES:,} bytes: not a data set")
        with np.load(path, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as error:
        raise LabError(f"{path} is not a readable .npz file: {_one_line(error)}") from None
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}") from None


def read_amat(path, columns):
    """A text file of 0s and 1s, one image a line: uint8 [N, columns] of 0 and 1."""
    try:
        content = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}") from None
    values = content[content > ord(" ")] - ord("0")
    if values.size == 0 or values.size % columns or values.max() > 1:
        raise LabError(
            f"{path} is not lines of {columns} zeros and ones: it holds {values.size:,} values, "
            f"the largest {values.max(initial=0)}"
        )
    return values.reshape(-1, columns)


def _one_line(error):
    return str(error).splitlines()[0] if str(error) else type(error).__name__

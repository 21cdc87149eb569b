"""A person's own images in one file of NumPy's, which may be larger than memory."""

from math import prod

import numpy as np

from lab.data.arrays import checked_labels
from lab.data.holding_out import with_test_set
from lab.data.on_disk import HeldOpen, ImagesOnDisk
from lab.data.sources.own_folder import name_of
from lab.errors import LabError
from lab.storage.reading import opened, read_array_header

SUFFIX = ".npy"


def load_image_file(path):
    """Images from `path`, uint8 [N, rows, columns]; beside it <stem>.labels.npy [N], if there.

    Those that are to test (see `with_test_set`) are held in memory, the others stay in the file.
    Labels are whole numbers from 0 to 255.
    Raises LabError where a file is not that, or holds other than its header promises.
    """
    (count, *shape), start = _checked_header(path)
    positions = np.arange(count, dtype=np.int32)
    labels_path = path.with_suffix(f".labels{SUFFIX}")
    return with_test_set(
        ImagesOnDisk(HeldOpen(path), start, prod(shape), positions),
        _labels(labels_path, count) if labels_path.exists() else None,
        where=str(labels_path if labels_path.exists() else path),
        name=name_of(path),
        origin=f"the file {path.name}",
        shape=tuple(shape),
    )


def _checked_header(path):
    """The shape (images, rows, columns), and the byte at which the first image begins."""
    shape, in_columns, dtype, start = _header(path)
    if dtype != np.uint8 or len(shape) != 3 or 0 in shape:
        hint = "" if dtype == np.uint8 else ": save them as bytes in which white is 255"
        raise LabError(
            f"{path}: expected uint8 images [N, rows, columns], got {dtype} {list(shape)}{hint}"
        )
    if in_columns:
        raise LabError(f"{path} is stored column by column: save np.ascontiguousarray of it")
    if shape[0] >= 2**31:
        raise LabError(f"{path} holds {shape[0]:,} images, expected at most {2**31 - 1:,}")
    return shape, start


def _labels(path, count):
    shape, _, dtype, start = _header(path)
    # a map: what is not one number for each image is not read
    held = np.memmap(path, dtype, "r", start, shape)
    return np.asarray(checked_labels(held, count, path))


def _header(path):
    """Shape, whether in columns, dtype and start of the one array in a .npy file of its size."""
    try:
        with opened(path) as file:
            shape, in_columns, dtype = read_array_header(file, path.name)
            start = file.tell()
    except ValueError as error:
        raise LabError(f"{path} is no readable .npy file: {error}") from None
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}") from None
    promised, held = start + prod(shape) * dtype.itemsize, path.stat().st_size
    if promised != held:
        raise LabError(f"{path} holds {held:,} bytes, its header promises {promised:,}")
    return shape, in_columns, dtype, start

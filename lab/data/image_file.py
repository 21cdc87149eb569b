"""A person's own images in one file of NumPy's, which may be larger than memory."""

from math import prod

import numpy as np

from lab.data.dataset import Dataset, Split, evenly_spaced
from lab.data.image_folder import name_of
from lab.data.on_disk import HeldOpen, ImagesOnDisk
from lab.errors import LabError
from lab.reading import opened, read_array_header

SUFFIX = ".npy"
MOST_TESTED, TEST_EVERY = 10_000, 6
MOST_CLASSES = 256


def load_image_file(path):
    """Images from `path`, uint8 [N, rows, columns]; beside it <stem>.labels.npy [N], if there.

    A sixth of the images, at most 10,000 of them, evenly spaced over the file, are to test, and
    held in memory; the others stay in the file. Labels are whole numbers from 0 to 255.
    Raises LabError where a file is not that, or holds other than its header promises.
    """
    (count, *shape), start = _checked_header(path)
    positions = np.arange(count, dtype=np.int32)
    everything = ImagesOnDisk(HeldOpen(path), start, prod(shape), positions)
    labels = _labels(path.with_suffix(f".labels{SUFFIX}"), count)
    tested = evenly_spaced(count, min(count // TEST_EVERY, MOST_TESTED))
    trained = np.delete(everything.positions, tested)
    return Dataset(
        name=name_of(path),
        origin=f"the file {path.name}",
        train=Split(everything[trained], None if labels is None else labels[trained]),
        test=Split(np.asarray(everything[tested]), None if labels is None else labels[tested]),
        shape=tuple(shape),
        class_names=() if labels is None else tuple(map(str, range(labels.max() + 1))),
    )


def _checked_header(path):
    """The shape (images, rows, columns), and the byte at which the first image begins."""
    shape, in_columns, dtype, start = _header(path)
    if dtype != np.uint8 or len(shape) != 3 or 0 in shape:
        raise LabError(
            f"{path}: expected uint8 images [N, rows, columns], got {dtype} {list(shape)}"
        )
    if in_columns:
        raise LabError(f"{path} is stored column by column: save np.ascontiguousarray of it")
    if not TEST_EVERY <= shape[0] < 2**31:
        raise LabError(f"{path} holds {shape[0]:,} images, expected {TEST_EVERY} to {2**31 - 1:,}")
    return shape, start


def _labels(path, count):
    if not path.exists():
        return None
    shape, _, dtype, start = _header(path)
    if shape != (count,) or dtype.kind not in "ui":
        raise LabError(
            f"{path}: expected {count:,} whole numbers, one for each image, "
            f"got {dtype} {list(shape)}"
        )
    labels = np.fromfile(path, dtype, offset=start)
    if labels.min() < 0 or labels.max() >= MOST_CLASSES:
        raise LabError(
            f"{path}: labels run from {labels.min()} to {labels.max()}, "
            f"expected 0 to {MOST_CLASSES - 1}"
        )
    return labels.astype(np.int32)


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

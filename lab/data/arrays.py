"""A person's own images as arrays of their notebook."""

import hashlib
import math

import numpy as np

from lab.data.dataset import MOST_CLASSES
from lab.data.holding_out import with_test_set
from lab.data.split import as_pixels
from lab.errors import LabError


def from_arrays(images, labels=None):
    """A data set of images [N, rows, columns], or [N, D] of square ones, and labels [N] or None.

    Images are whole numbers from 0 to 255, white, or floats from 0 to 1; labels whole numbers from
    0 on. What is to test: see `with_test_set`. It is called arrays-<checksum>: the same content has
    the same name. Raises LabError where an array is anything else.
    """
    images = _array(images, "images")
    shape = _shape(images)
    pixels = _pixels(images).reshape(len(images), -1)
    if labels is not None:
        labels = checked_labels(_array(labels, "labels"), len(images), "labels")
    return with_test_set(
        pixels,
        labels,
        where="dataset=(images, labels)",
        name=f"arrays-{_checksum(shape, pixels, labels)}",
        origin="arrays of a notebook",
        shape=shape,
    )


def checked_labels(labels, count, where):
    """Labels int32 [N] of so many images. Raises LabError, with `where` at its front."""
    if labels.shape != (count,) or labels.dtype.kind not in "ui":
        one_hot = labels.ndim == 2 and len(labels) == count
        hint = "; of one-hot labels take labels.argmax(axis=1)" if one_hot else ""
        raise LabError(
            f"{where}: expected {count:,} whole numbers, one for each image, "
            f"got {labels.dtype} {list(labels.shape)}{hint}"
        )
    if count and (labels.min() < 0 or labels.max() >= MOST_CLASSES):
        raise LabError(
            f"{where}: labels run from {labels.min()} to {labels.max()}, "
            f"expected 0 to {MOST_CLASSES - 1}"
        )
    return labels.astype(np.int32)


def _array(given, name):
    if isinstance(given, np.ma.MaskedArray):
        raise LabError(f"{name} are a masked array: give its .data, or .filled(0)")
    try:
        array = np.asarray(given)
    except (TypeError, ValueError, RuntimeError) as error:
        raise LabError(f"{name} are not an array of numbers: {type(error).__name__}") from None
    if array.dtype.kind not in "biuf":
        raise LabError(f"{name} are not an array of numbers, but of {array.dtype}")
    return array


def _shape(images):
    """(rows, columns) of images [N, rows, columns] or [N, D]."""
    if images.ndim == 3 and images.size:
        return images.shape[1:]
    if images.ndim == 2 and images.size:
        side = math.isqrt(images.shape[1])
        if side**2 == images.shape[1]:
            return side, side
    raise LabError(
        "images: expected [N, rows, columns], or [N, D] of square grey images, "
        f"got {list(images.shape)}"
    )


def _pixels(images):
    """Images of any shape as uint8. Raises LabError where it is not clear what white is."""
    kind = images.dtype.kind
    if kind == "b":
        return np.where(images, 255, 0).astype(np.uint8)
    low, high = images.min(), images.max()
    if not np.isfinite([low, high]).all():
        raise LabError("images hold NaN or inf: replace them")
    largest, hint = (1, "divide by the value of white") if kind == "f" else (255, "rescale them")
    if low < 0 or high > largest:
        raise LabError(
            f"images are {images.dtype} from {low:.6g} to {high:.6g}, "
            f"expected 0 to {largest}: {hint}"
        )
    return as_pixels(images) if kind == "f" else images.astype(np.uint8)


def _checksum(shape, pixels, labels):
    digest = hashlib.md5(str(shape).encode(), usedforsecurity=False)
    digest.update(np.ascontiguousarray(pixels))
    if labels is not None:
        digest.update(labels)
    return digest.hexdigest()[:8]

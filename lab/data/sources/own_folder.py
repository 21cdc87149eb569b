"""A person's own images: a folder of pictures, or of one subfolder per class."""

import itertools
import os
import unicodedata
from pathlib import Path

import numpy as np

from lab.data.dataset import NAMES
from lab.data.holding_out import with_test_set
from lab.data.sources.pictures import SHAPE, read_pictures
from lab.errors import LabError

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}


def load_image_folder(folder):
    """Grey 28 x 28 images from `folder`, by `read_pictures`; every sixth of a class is to test.

    Subfolders, in the order of their names, are the classes; pictures that lie in the folder itself
    have no labels. What is hidden, with a dot at the front of its name, does not count.
    Raises LabError where there are too few pictures, both layouts at once, pictures that lie
    deeper, a broken one, or two classes of one name.
    """
    classes = _classes(folder)
    loose = _pictures(folder)
    for path in (folder.resolve(), *classes):
        if not path.name.isprintable():
            raise LabError(f"{path}: results are called by this name: give the folder a plain one")
    if classes and loose:
        raise LabError(
            f"{folder} holds pictures both in itself ({loose[0].name}, …) and in subfolders "
            f"({classes[0].name}, …): move them to one or the other"
        )
    groups = [_pictures(path) for path in classes] if classes else [loose]
    paths = [path for group in groups for path in group]
    if len(paths) < 2:
        raise LabError(f"{folder} holds {len(paths)} pictures, too few to train and to test")
    labels = np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups])
    return with_test_set(
        read_pictures(paths),
        labels if classes else None,
        where=str(folder),
        name=name_of(folder),
        origin=str(folder),
        shape=SHAPE,
        class_names=tuple(_written(path) for path in classes),
    )


def name_of(folder):
    """The data set's name: the folder's, or that with a mark where it is one of the lab's own.

    Of a file of images, the file's name without .npy.
    """
    name = _written(folder.resolve()).removesuffix(".npy")
    return f"{name}-pictures" if name in NAMES else name


def _written(path):
    """A file's name with accents as one character: systems differ in how they store them."""
    return unicodedata.normalize("NFC", path.name)


def _classes(folder):
    """The subfolders with pictures. Raises LabError for deeper ones and for two of one name."""
    inner = [path for path in _listed(folder) if path.is_dir()]
    for path in inner:
        deeper = _first_deeper(path)
        if deeper:
            raise LabError(
                f"{deeper} lies too deep: pictures lie in {folder} or in its subfolders, one for "
                "each class"
            )
    classes = sorted((path for path in inner if _pictures(path)), key=_written)
    for one, other in itertools.pairwise(classes):
        if _written(one) == _written(other):
            raise LabError(
                f"{folder} holds {_written(one)!r} twice, its accents stored in two ways: "
                "put the pictures of this class into one folder"
            )
    return classes


def _first_deeper(folder):
    """A picture in a folder inside this one, or None."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if Path(place) != folder and _is_picture(Path(name)):
                return Path(place, name)
    return None


def _listed(folder):
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise LabError(f"{folder} cannot be read: {error.strerror or error}") from None


def _pictures(folder):
    return [path for path in _listed(folder) if _is_picture(path)]


def _is_picture(path):
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")

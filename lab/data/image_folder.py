"""A person's own images: a folder of pictures, or of one subfolder per class."""

import numpy as np

from lab.data.dataset import NAMES, Dataset, Split
from lab.errors import LabError
from lab.reading import read_picture

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"}
TEST_EVERY = 6


def load_image_folder(folder):
    """Grey 28 x 28 images from `folder`; every sixth of each class is a test image.

    Pictures are turned grey, cut to their central square and resized. Subfolders, in the order of
    their names, are the classes; pictures that lie in the folder itself have no labels.
    Raises LabError where there are too few pictures, both layouts at once, or a broken file.
    """
    classes = [path for path in _listed(folder) if path.is_dir() and _pictures(path)]
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
    rank = np.concatenate([np.arange(len(group)) for group in groups])
    is_test = rank % TEST_EVERY == 0
    if not is_test.any() or is_test.all():
        raise LabError(f"{folder} holds {len(paths)} pictures, too few to train and to test")
    pixels = np.stack([_read(path) for path in paths])
    labels = np.repeat(np.arange(len(groups), dtype=np.int32), [len(group) for group in groups])
    if not classes:
        labels = None
    return Dataset(
        name=name_of(folder),
        origin=str(folder),
        train=_split(pixels, labels, ~is_test),
        test=_split(pixels, labels, is_test),
        class_names=tuple(path.name for path in classes),
    )


def name_of(folder):
    """The data set's name: the folder's, or that with a mark where it is one of the lab's own.

    Of a file of images, the file's name without .npy.
    """
    name = folder.resolve().name.removesuffix(".npy")
    return f"{name}-pictures" if name in NAMES else name


def _listed(folder):
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise LabError(f"{folder} cannot be read: {error.strerror or error}") from None


def _pictures(folder):
    return [path for path in _listed(folder) if path.suffix.lower() in SUFFIXES]


def _split(pixels, labels, chosen):
    return Split(pixels[chosen], None if labels is None else labels[chosen])


def _read(path):
    from PIL import Image, ImageOps

    try:
        grey = read_picture(path, "L")
    except ValueError as error:
        raise LabError(f"{path} is not a readable picture: {error}") from None
    return np.asarray(ImageOps.fit(grey, (28, 28), Image.Resampling.LANCZOS)).reshape(-1)

"""Where data sets come from: `load` searches folders, Keras's cache, the network, the package."""

import os
import warnings
from pathlib import Path

from lab import terminal
from lab.data.arrays import from_arrays
from lab.data.dataset import NAMES
from lab.data.sources import dynamic, own_folder, tuning
from lab.data.sources.download import cache_place, cached_folder
from lab.data.sources.embedded import load_embedded
from lab.data.sources.layouts import expected_files, reader_for
from lab.data.sources.own_file import SUFFIX, load_image_file
from lab.data.sources.sprites import load_sprites
from lab.errors import LabError
from lab.languages import say

# MD5 of the unpacked IDX files: MNIST as its authors published them; Fashion-MNIST computed from
# the distributed files; binarized_mnist from its arrays, written as IDX with 28 x 28 pixels.
KNOWN_CHECKSUMS = {
    "mnist": {
        "train_images": "6bbc9ace898e44ae57da46a324031adb",
        "train_labels": "a25bea736e30d166cdddb491f175f624",
        "test_images": "2646ac647ad5339dbf082846283269ea",
        "test_labels": "27ae3e4e09519cfbb04c329615203637",
    },
    "fashion_mnist": {
        "train_images": "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "train_labels": "9018921c3c673c538a1fc5bad174d6f9",
        "test_images": "8181f5470baa50b63fa0f6fddb340f0a",
        "test_labels": "15d484375f8d13e6eb1aabb0c3f46965",
    },
    "binarized_mnist": {
        "train_images": "efa37782b240e892f9452fec70640cc3",
        "valid_images": "a89847bc8fd98aa029fac7c51857d9e5",
        "test_images": "613c1681425842ad647d1a65681635d8",
    },
}
# those that need neither files nor a network
MADE_HERE = {"digits": load_embedded, "sprites": load_sprites}
MADE_OF_MNIST = {dynamic.NAME: dynamic.dynamically_binarised, tuning.NAME: tuning.for_tuning}


def load(name=None, folder=None):
    """The data set `name`: one of NAMES, the path of a folder or a .npy file of images, or arrays
    (images, labels) or (images, None), see `from_arrays`.

    `folder`, else $LAB_DATA_DIR, is searched if given: the files themselves or a subfolder named
    like the data set. Then Keras's cache and download. With neither name nor folder: MNIST if it
    is available, else, with a printed line, the embedded digits.

    Raises LabError where what was asked for is not there or is damaged; warns (UserWarning) where
    a known data set has other content than its published checksum.
    """
    if isinstance(name, tuple):
        return from_arrays(*_pair(name))
    _check_name(name)
    folder = folder or os.environ.get("LAB_DATA_DIR") or None
    if name in MADE_HERE:
        return MADE_HERE[name]()
    if name in MADE_OF_MNIST:
        return MADE_OF_MNIST[name](load("mnist", folder))
    if name is not None and name not in NAMES:
        return _load_own_images(name)
    if folder is not None:
        return _load_from(Path(folder), name or "mnist")
    try:
        return _read(cached_folder(name or "mnist"), name or "mnist")
    except LabError as error:
        if name is not None:
            raise LabError(
                f"data set {name!r} is not here: {error}; put its files into a folder and name "
                "it with --data-dir, or use --dataset digits"
            ) from None
        terminal.tell(
            say("MNIST is not available ({error}): using the embedded digits", error=error)
        )
        return load_embedded()


def load_beside(name, folder=None):
    """MNIST or Fashion-MNIST from where a run's own data set came, or None; nothing is downloaded.

    Looks into the subfolder of that name of `folder`, else $LAB_DATA_DIR, else Keras's cache. The
    folder itself does not count: the files of both have the same names. Prints what is damaged.
    """
    folder = folder or os.environ.get("LAB_DATA_DIR") or None
    place = Path(folder, name) if folder else cache_place(name)
    if not reader_for(place, name):
        return None
    try:
        return _read(place, name)
    except LabError as error:
        terminal.tell(say("{name} cannot be used: {error}", name=name, error=error))
        return None


def name_of(name):
    """The name under which the data set that `load` gives for this argument keeps its results."""
    if isinstance(name, tuple):
        return from_arrays(*_pair(name)).name
    _check_name(name)
    return name if name in NAMES else own_folder.name_of(Path(name))


def _pair(arrays):
    if len(arrays) != 2:
        raise LabError(
            f"dataset is a tuple of {len(arrays)}, expected (images, labels) or (images, None)"
        )
    return arrays


def _check_name(name):
    if name is not None and not isinstance(name, (str, os.PathLike)):
        raise LabError(
            f"dataset is of type {type(name).__name__}, expected a name, a path or (images, labels)"
        )


def _load_own_images(name):
    path = Path(name)
    if path.is_dir():
        return own_folder.load_image_folder(path)
    if path.is_file() and path.suffix == SUFFIX:
        return load_image_file(path)
    raise LabError(
        f"unknown data set {name!r}: choose {', '.join(NAMES)} or name a folder of images or a "
        f"{SUFFIX} file of them"
    )


def _load_from(folder, name):
    if not folder.is_dir():
        raise LabError(f"data folder {str(folder)!r} does not exist: check --data-dir")
    for candidate in (folder / name, folder):
        if candidate.is_dir() and reader_for(candidate, name):
            return _read(candidate, name)
    raise LabError(
        f"no {name} in {str(folder)!r}: expected {expected_files(name)}, there or in the "
        f"subfolder {name}"
    )


def _read(folder, name):
    dataset = reader_for(folder, name)(folder, name)
    dataset.check_contrast()
    for array, known in KNOWN_CHECKSUMS.get(name, {}).items():
        found = dataset.checksums[array]
        if found != known:
            warnings.warn(
                f"{array} of {name} in {folder} has MD5 {found}, the published one is {known}: "
                "results will not compare",
                stacklevel=2,
            )
    return dataset

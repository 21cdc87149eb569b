"""The layouts in which data sets lie in a folder, and a reader for each."""

import numpy as np

from lab.data import idx
from lab.data.dataset import Dataset
from lab.data.sources import archives
from lab.data.split import Split
from lab.errors import LabError

FASHION_CLASSES = (
    "T-shirt", "trousers", "pullover", "dress", "coat",
    "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


def reader_for(folder, name):
    """The function that reads this data set from this folder, or None where its files are not."""
    if name == "binarized_mnist":
        if (folder / "binarized_mnist.npz").exists():
            return _read_binarized_npz
        return _read_binarized_amat if _amat(folder, "train").exists() else None
    if name == "mnist" and (folder / "mnist.npz").exists():
        return _read_mnist_npz
    return _read_idx if _idx(folder, "train", "images") else None


def expected_files(name):
    """The files that `reader_for` looks for, in words."""
    if name == "binarized_mnist":
        return "binarized_mnist.npz or binarized_mnist_train.amat (and valid, test)"
    idx_files = "train-images-idx3-ubyte[.gz] (and its three companions)"
    return f"mnist.npz or {idx_files}" if name == "mnist" else idx_files


def _idx(folder, part, kind):
    ndim = 3 if kind == "images" else 1
    for stem in (f"{part}-{kind}-idx{ndim}-ubyte", f"{part}-{kind}.idx{ndim}-ubyte"):
        for path in (folder / stem, folder / f"{stem}.gz"):
            if path.exists():
                return path
    return None


def _read_idx(folder, name):
    splits = {}
    for split, part in (("train", "train"), ("test", "t10k")):
        paths = {kind: _idx(folder, part, kind) for kind in ("images", "labels")}
        for kind, path in paths.items():
            if path is None:
                raise LabError(
                    f"{folder} lacks {part}-{kind}-idx{3 if kind == 'images' else 1}-ubyte"
                )
        images, labels = idx.read(paths["images"], 3), idx.read(paths["labels"], 1)
        splits[split] = _labelled(images, labels, paths["labels"])
    return _mnist_like(folder, name, "IDX files", splits)


def _read_mnist_npz(folder, name):
    path = folder / "mnist.npz"
    arrays = archives.read_npz(path, ("x_train", "y_train", "x_test", "y_test"))
    splits = {
        split: _labelled(arrays[f"x_{split}"], arrays[f"y_{split}"], path)
        for split in ("train", "test")
    }
    return _mnist_like(folder, name, path.name, splits)


def _mnist_like(folder, name, origin, splits):
    classes = FASHION_CLASSES if name == "fashion_mnist" else tuple("0123456789")
    shape = splits["train"][0].shape[1:]
    if splits["test"][0].shape[1:] != shape:
        raise LabError(f"{folder}: training and test images differ in size")
    flat = {
        key: Split(images.reshape(len(images), -1), labels)
        for key, (images, labels) in splits.items()
    }
    return Dataset(
        name=name, origin=origin, shape=shape, class_names=classes, shuffled=True, **flat
    )


def _labelled(images, labels, path, num_classes=10):
    """Images and labels int32. Raises LabError where they are not that, or not one of another."""
    if images.dtype != np.uint8 or images.ndim != 3 or images.size == 0:
        raise LabError(
            f"{path}: expected uint8 images [N, rows, columns], "
            f"got {images.dtype} {list(images.shape)}"
        )
    if labels.ndim != 1 or labels.dtype.kind not in "ui":
        raise LabError(
            f"{path}: expected labels [N], whole numbers from 0 to {num_classes - 1}, "
            f"got {labels.dtype} {list(labels.shape)}"
        )
    if len(labels) != len(images):
        raise LabError(f"{path} holds {len(labels):,} labels for {len(images):,} images")
    if labels.min() < 0 or labels.max() >= num_classes:
        raise LabError(
            f"{path}: labels run from {labels.min()} to {labels.max()}, "
            f"expected 0 to {num_classes - 1}"
        )
    return images, labels.astype(np.int32)


def _amat(folder, split):
    return folder / f"binarized_mnist_{split}.amat"


def _read_binarized_npz(folder, name):
    path = folder / "binarized_mnist.npz"
    arrays = archives.read_npz(path, ("train_data", "valid_data", "test_data"))
    return _binarized(
        name, path.name, path, {key.removesuffix("_data"): a for key, a in arrays.items()}
    )


def _read_binarized_amat(folder, name):
    splits = {
        split: archives.read_amat(_amat(folder, split), 784) for split in ("train", "valid", "test")
    }
    return _binarized(name, "text files (.amat)", folder, splits)


def _binarized(name, origin, path, arrays):
    for split, array in arrays.items():
        fits = array.ndim == 2 and array.shape[1] == 784 and len(array) and array.dtype.kind in "ui"
        if not fits or array.min() < 0 or array.max() > 1:
            raise LabError(
                f"{path}: {split} is {array.dtype} {list(array.shape)}, expected zeros and ones "
                "[N, 784]"
            )
    splits = {
        key: Split(array.astype(np.uint8) * np.uint8(255), None) for key, array in arrays.items()
    }
    return Dataset(name=name, origin=origin, **splits)

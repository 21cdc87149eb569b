"""Small files in the formats in which MNIST is handed out, of random images."""

import gzip

import numpy as np

from lab.data import idx


def write_idx(path, array):
    """Writes a uint8 array as an IDX file, gzipped where the name ends so."""
    content = idx.header(array.shape) + np.ascontiguousarray(array, np.uint8).tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)


def mnist_arrays(train=12, test=6, shape=(5, 6)):
    """Random arrays under the names that mnist.npz has."""
    rng = np.random.default_rng(3)
    arrays = {}
    for name, count in (("train", train), ("test", test)):
        arrays[f"x_{name}"] = rng.integers(0, 256, (count, *shape), np.uint8)
        arrays[f"y_{name}"] = rng.permutation(np.arange(count, dtype=np.uint8) % 10)
    return arrays


IDX_NAMES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


def write_mnist(folder, suffix="", **changes):
    """Writes mnist_arrays, with these replaced, as four IDX files; returns the arrays."""
    arrays = {**mnist_arrays(), **changes}
    for key, name in IDX_NAMES.items():
        write_idx(folder / (name + suffix), arrays[key])
    return arrays


def write_npz(path, **changes):
    """Writes mnist_arrays as an .npz file, these replaced, or left out where they are None."""
    arrays = {**mnist_arrays(), **changes}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})
    return arrays

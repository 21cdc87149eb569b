"""All that the lab reads from files, by a file's name. Imports no TensorFlow."""

import numpy as np

from lab.commands import compare
from lab.data import idx
from lab.data.sources import archives, own_file, pictures
from lab.storage import networks
from lab.storage.records import Record
from lab.storage.title import read_title

OF_RECORD = ("config.json", "metrics.json", "history.csv", "arrays.npz")
READERS = {
    "images-ubyte": lambda path: idx.read(path, 3),
    "images-ubyte.gz": lambda path: idx.read(path, 3),
    "some.npz": lambda path: archives.read_npz(path, ("a",)),
    "some.amat": lambda path: archives.read_amat(path, 3),
    "images.npy": lambda path: _training_images(own_file.load_image_file(path)),
    "figure.png": compare._picture,
    "title.toml": read_title,
    "network.npz": lambda path: networks.load(path.parent),
    **{name: lambda path: Record.load(path.parent) for name in OF_RECORD},
}


def _training_images(data):
    return np.asarray(data.train.pixels).reshape(-1, *data.shape)


def read(path):
    """What the lab reads from a file of this name; a picture may be of any kind."""
    return pictures.read_pictures([path]) if path.stem == "picture" else READERS[path.name](path)

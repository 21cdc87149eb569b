"""A sound file of each kind that the lab reads, for tests to do harm to."""

import gzip
import io
import json
import zipfile

import h5py
import numpy as np
from PIL import Image

from lab.data import idx
from lab.reading import PICTURE_FORMATS

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 6, 4), np.uint8)
LAYERS = {
    "encoder/layers/dense": (16, 5),
    "layers/dense": (5, 2),
    "decoder/layers/dense": (2, 6),
    "layers/dense_2": (6, 16),
}
NETWORK = {"input_dim": 16, "z_dim": 2, "encoder_layers": [5], "decoder_layers": [6]}
RECORD = {
    "config.json": {
        "part": "vae",
        "dataset": {
            "name": "digits",
            "origin": "a test",
            "training_images": 5,
            "test_images": 2,
            "shape": [6, 4],
            "checksums": {"train_images": "0"},
        },
        "parameters": {"beta": 4.0, "layers": [1, 2], "activation": "relu"},
        "seed": 3,
        "smoke": False,
        "versions": {"python": "3"},
    },
    "metrics.json": {
        "dataset": "digits",
        "test_nll": 0.25,
        "expected": [
            {
                "name": "test_nll",
                "low": 0,
                "high": 1,
                "value": 0.25,
                "met": True,
                "source": "lecture",
            }
        ],
    },
}


def plain_array(array):
    content = io.BytesIO()
    np.save(content, array)
    return content.getvalue()


def packed_arrays(**arrays):
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def picture(kind, size=(9, 7)):
    content = io.BytesIO()
    levels = np.arange(size[0] * size[1], dtype=np.uint8).reshape(size)
    Image.fromarray(levels).save(content, format=kind)
    return content.getvalue()


def packed_model(layers=LAYERS, alter=lambda weights: None, **config):
    """A .keras file of a PlainVAE as Keras writes it; alter: changes its open weights."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for place, shape in layers.items():
            group = file.create_group(f"{place}/vars")
            group.create_dataset("0", data=np.ones(shape, np.float32))
            group.create_dataset("1", data=np.zeros(shape[1:], np.float32))
        alter(file)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        described = {"config": {**NETWORK, "activation": "relu", **config}}
        archive.writestr("config.json", json.dumps(described))
        archive.writestr("model.weights.h5", weights.getvalue())
    return content.getvalue()


def packed_judge():
    header = {"names": ["dense/kernel [6, 3]", "dense/bias [3]"]}
    arrays = {"v0": np.ones((6, 3), np.float32), "v1": np.zeros(3, np.float32)}
    return packed_arrays(header=np.array(json.dumps(header)), **arrays)


IDX = idx.header(PIXELS.shape) + PIXELS.tobytes()
# what holds one sound file each, and how it is read
SOUND = {
    "images-ubyte": IDX,
    "images-ubyte.gz": gzip.compress(IDX),
    "some.npz": packed_arrays(a=PIXELS, b=np.array(["ж"])),
    "some.amat": b"0 1 1\n1 0 0\n" * 9,
    "images.npy": plain_array(np.tile(PIXELS, (3, 1, 1))),
    **{f"picture.{kind}": picture(kind) for kind in PICTURE_FORMATS},
    "figure.png": picture("PNG"),
    "title.toml": 'author = "Ж"\nyear = 2026\n'.encode(),
    "model.keras": packed_model(),
    "judge.npz": packed_judge(),
    **{name: json.dumps(content).encode() for name, content in RECORD.items()},
    "metrics.json": json.dumps(RECORD["metrics.json"]).encode(),
    "history.csv": b"epoch,loss\n1,0.5\n2,0.25\n",
    "arrays.npz": packed_arrays(images=PIXELS),
}


def write_sound(folder, **instead):
    """Writes one of each below a folder, with these {name: bytes} instead, where their record may
    lie; returns that folder.
    """
    place = folder / RECORD["config.json"]["dataset"]["name"] / RECORD["config.json"]["part"]
    place.mkdir(parents=True)
    for name, content in (SOUND | instead).items():
        (place / name).write_bytes(content)
    return place

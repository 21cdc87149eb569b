"""A sound file of each kind that the lab reads, for tests to do harm to."""

import gzip
import io
import json

import numpy as np
from PIL import Image

from lab.data import idx
from lab.storage.networks import Layer, stored
from lab.storage.reading import PICTURE_FORMATS

PIXELS = np.random.default_rng(0).integers(0, 256, (5, 6, 4), np.uint8)
NETWORKS = {
    "decoder": [
        Layer(np.ones((12, 5), np.float32), np.zeros(5), "relu"),
        Layer(np.ones((5, 24), np.float32), np.ones(24), "sigmoid"),
    ]
}
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
        "made": {
            "time": "2026-01-02T03:04+00:00",
            "commit": "0a-dirty",
            "title": {"group": "1"},
        },
    },
    "metrics.json": {
        "dataset": "digits",
        "test_nll_nats": 0.25,
        "expected": [
            {
                "name": "test_nll_nats",
                "low": 0,
                "high": 1,
                "value": 0.25,
                "met": True,
                "kind": "claim",
                "source": "lecture",
                "spread": {"mean": 0.25, "sd": 0.01, "seeds": 8},
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
    "network.npz": packed_arrays(**stored(NETWORKS)),
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

"""Two runs beside each other, to the bit; and whether everything that a run left can be read."""

import csv
import io
import json
import zipfile

import h5py
import numpy as np
from PIL import Image

from lab.storage.reading import read_arrays
from lab.storage.records import Record


def is_measured(name):
    """Whether a value of this name is a time or a size of memory, which no two runs share."""
    return "second" in name or name in ("time", "peak_memory_mb")


def is_of_the_process(name):
    """Whether Keras counts it in a process: names of layers, addresses of shared objects."""
    return name in ("name", "names", "shared_object_id")


def contents(out):
    """{file below `out`: what it holds, without what `is_measured`}; locks hold nothing."""
    return {
        path.relative_to(out).as_posix(): _content(path)
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != ".lock" and not path.name.startswith(".judge")
    }


def _content(path):
    if path.suffix == ".npz":
        arrays = read_arrays(path)
        if "header" in arrays:
            header = json.loads(str(arrays.pop("header")))
            return _without(_without(header), is_of_the_process), _bits(arrays)
        return _bits(arrays)
    if path.suffix == ".keras":
        configuration, places = read_model(path)
        return _without(configuration, is_of_the_process), _bits(places)
    if path.suffix == ".json":
        return _without(json.loads(path.read_text(encoding="utf-8")))
    if path.name == "history.csv":
        with path.open(encoding="utf-8", newline="") as file:
            return _without(list(csv.DictReader(file)))
    return path.read_bytes()


def read_model(path):
    """(configuration, {place: arrays}) of a model that Keras saved."""
    with zipfile.ZipFile(path) as archive:
        configuration = json.loads(archive.read("config.json"))["config"]
        weights = io.BytesIO(archive.read("model.weights.h5"))
    places = {}

    def visit(name, node):
        if isinstance(node, h5py.Dataset):
            places[name] = np.asarray(node)

    with h5py.File(weights) as file:
        file.visititems(visit)
    return configuration, places


def _without(value, unwanted=is_measured):
    if isinstance(value, dict):
        return {
            name: _without(held, unwanted) for name, held in value.items() if not unwanted(name)
        }
    if isinstance(value, list):
        return [_without(held, unwanted) for held in value]
    return value


def _bits(arrays):
    return {name: _bit(array) for name, array in arrays.items()}


def _bit(array):
    return array.dtype.str, array.shape, array.tobytes()


def read_everything(out):
    """Raises where a killed process left a file under its final name that cannot be read."""
    for path in out.rglob("*"):
        if ".part" in path.name or not path.is_file():
            continue
        if path.suffix == ".npz":
            arrays = read_arrays(path)
            if "header" in arrays:
                json.loads(str(arrays["header"]))
        elif path.suffix == ".keras":
            read_model(path)
        elif path.suffix in (".png", ".gif"):
            with Image.open(path) as picture:
                picture.load()
        elif path.name == "metrics.json":
            Record.load(path.parent)

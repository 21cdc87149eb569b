"""Trained networks as plain layers of numbers, read from their files without TensorFlow."""

import functools
import io
import json
import zipfile
from typing import NamedTuple

import h5py
import numpy as np

from lab.errors import LabError
from lab.files import read_arrays

ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh")


class Layer(NamedTuple):
    """y = activation(x kernel + bias): kernel [I, O], bias [O]."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str = "linear"


def read_model(path):
    """(configuration, {place: [arrays]}) of a model that Keras saved; places are its own names.

    Raises LabError where the file is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            configuration = json.loads(archive.read("config.json"))["config"]
            weights = io.BytesIO(archive.read("model.weights.h5"))
        places = {}
        with h5py.File(weights) as file:
            for place, arrays in _groups(file):
                places[place] = [np.asarray(arrays[str(i)]) for i in range(len(arrays))]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise LabError(f"the model {path} is damaged ({error}): train it again") from None
    return configuration, places


def _groups(file):
    found = []
    file.visititems(
        lambda name, node: (
            found.append((name.removesuffix("/vars"), node))
            if name.endswith("vars") and not name.startswith("optimizer")
            else None
        )
    )
    return found


def _complete(read):
    """Turns what a model of another version of the lab lacks into a line that says so."""

    @functools.wraps(read)
    def checked(path):
        try:
            return read(path)
        except KeyError as missing:
            raise LabError(
                f"the model {path} lacks {missing}, so another version of the lab made it: "
                "train it again"
            ) from None

    return checked


@_complete
def autoencoder(path):
    """An Autoencoder's {"encoder": Layers, "decoder": Layers}."""
    configuration, places = read_model(path)
    activation = _known(configuration["activation"], path)
    return {
        "encoder": [
            *_stack(places, "encoder", activation),
            _layer(places, "code_head", _known(configuration["code_activation"], path)),
        ],
        "decoder": [*_stack(places, "decoder", activation), _layer(places, "layers/dense_1")],
    }


@_complete
def vae(path):
    """The same of a PlainVAE or a CVAE: images to mu of q(z|x), codes to means of the pixels.

    A CVAE's inputs end with the class, one-hot.
    """
    configuration, places = read_model(path)
    activation = _known(configuration["activation"], path)
    # between the heads of mu and of the pixels stands that of log_var
    return {
        "encoder": [*_stack(places, "encoder", activation), _layer(places, "layers/dense")],
        "decoder": [
            *_stack(places, "decoder", activation),
            _layer(places, "layers/dense_2", "sigmoid"),
        ],
    }


@_complete
def made(path):
    """A MADE's {"hidden": Layers, "output": Layer, "direct": Layer or None, "residual": bool}.

    Raises LabError where the pixels do not come row by row.
    """
    configuration, places = read_model(path)
    if configuration["order"] != "raster":
        raise LabError(f"the model {path} does not draw row by row: train it with order=raster")
    *hidden, output = _numbered("masked_linear", len(configuration["hidden_units"]) + 1)
    return {
        "hidden": [_layer(places, f"hidden/{name}", "relu") for name in hidden],
        "output": _layer(places, f"layers/{output}"),
        "direct": _layer(places, "direct_layer") if configuration["direct"] else None,
        "residual": configuration["residual"],
    }


def judge(path):
    """The judge's Layers, images to logits of the classes, from its training state.

    Raises LabError where the file is damaged.
    """
    try:
        arrays = read_arrays(path)
        names = [name.partition(" ")[0] for name in json.loads(str(arrays["header"]))["names"]]
        values = {name: arrays[f"v{i}"] for i, name in enumerate(names)}
        layers = [name.removesuffix("/kernel") for name in names if name.endswith("/kernel")]
        return [
            Layer(
                values[f"{name}/kernel"],
                values[f"{name}/bias"],
                "linear" if name == layers[-1] else "relu",
            )
            for name in layers
        ]
    except (ValueError, KeyError) as error:
        raise LabError(f"the judge's state {path} is damaged ({error}): delete it") from None


def _stack(places, name, activation):
    """The Dense layers of a keras.Sequential."""
    inside = [place for place in places if place.startswith(f"{name}/layers/dense")]
    numbered = _numbered("dense", len(inside))
    return [_layer(places, f"{name}/layers/{dense}", activation) for dense in numbered]


def _numbered(name, count):
    """The names that Keras gives to layers of one kind: the first has no number."""
    return [f"{name}_{i}" if i else name for i in range(count)]


def _layer(places, place, activation="linear"):
    kernel, bias = places[place]
    return Layer(kernel, bias, activation)


def _known(activation, path):
    activation = activation or "linear"
    if activation not in ACTIVATIONS:
        raise LabError(
            f"the page does not know the activation {activation!r} of {path}: "
            f"train it with {', '.join(ACTIVATIONS)}"
        )
    return activation

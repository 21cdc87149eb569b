"""Trained networks as plain layers of numbers, read from their files without TensorFlow."""

import functools
import io
from itertools import pairwise
from typing import NamedTuple

import h5py
import numpy as np

from lab.errors import LabError
from lab.reading import parsed_json, read_arrays, read_members

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
        members = read_members(path, ["config.json", "model.weights.h5"])
        configuration = parsed_json(members["config.json"])["config"]
        places = _places(members["model.weights.h5"])
    except Exception as error:
        # h5py raises whatever a broken file leads it to
        raise LabError(f"the model {path} is damaged ({error}): train it again") from None
    return configuration, places


def _places(content):
    """{place: [arrays]} of an HDF5 file. Raises ValueError where it holds anything but numbers."""
    found = {}

    def visit(name, node):
        if name.endswith("vars") and not name.startswith("optimizer"):
            arrays = [_numbers(node, i, len(content)) for i in range(len(node))]
            found[name.removesuffix("/vars")] = arrays

    with h5py.File(io.BytesIO(content)) as file:
        file.visititems(visit)
    return found


def _numbers(group, number, most):
    """One array of a group. One that lies in another file, or is larger than this, is refused."""
    name = str(number)
    array = group[name] if isinstance(group.get(name, getlink=True), h5py.HardLink) else None
    if not isinstance(array, h5py.Dataset) or array.external or array.is_virtual:
        raise ValueError(f"{group.name}/{name} is no array of its own")
    if array.dtype.kind not in "biuf" or array.nbytes > most:
        raise ValueError(f"{group.name}/{name} promises {array.nbytes:,} bytes of {array.dtype}")
    return np.asarray(array)


def _complete(read):
    """Turns what a model of another architecture lacks, or has otherwise, into a line."""

    @functools.wraps(read)
    def checked(path):
        try:
            return read(path)
        except KeyError as missing:
            raise LabError(
                f"the model {path} lacks {missing}, so another version of the lab made it: "
                "train it again"
            ) from None
        except (TypeError, ValueError) as error:
            raise LabError(
                f"the model {path} is of another architecture ({error}): train it again"
            ) from None

    return checked


@_complete
def autoencoder(path):
    """An Autoencoder's {"encoder": Layers, "decoder": Layers}."""
    c, places = read_model(path)
    activation, of_codes = _known(c["activation"], path), _known(c["code_activation"], path)
    pixels, hidden, codes = c["input_dim"], c["hidden_layers"], c["code_dim"]
    encoder, decoder = _dense("encoder", hidden), _dense("decoder", hidden)
    return {
        "encoder": _chain(
            places, [*encoder, "code_head"], [pixels, *hidden, codes], activation, of_codes
        ),
        "decoder": _chain(
            places, [*decoder, "layers/dense_1"], [codes, *hidden[::-1], pixels], activation
        ),
    }


@_complete
def vae(path):
    """The same of a PlainVAE or a CVAE: images to mu of q(z|x), codes to means of the pixels.

    A CVAE's inputs end with the class, one-hot.
    """
    c, places = read_model(path)
    activation, classes = _known(c["activation"], path), c.get("num_classes", 0)
    pixels, codes = c["input_dim"], c["z_dim"]
    encoder, decoder = c["encoder_layers"], c["decoder_layers"]
    # between the heads of mu and of the pixels stands that of log_var
    return {
        "encoder": _chain(
            places,
            [*_dense("encoder", encoder), "layers/dense"],
            [pixels + classes, *encoder, codes],
            activation,
        ),
        "decoder": _chain(
            places,
            [*_dense("decoder", decoder), "layers/dense_2"],
            [codes + classes, *decoder, pixels],
            activation,
            "sigmoid",
        ),
    }


@_complete
def made(path):
    """A MADE's {"hidden": Layers, "output": Layer, "direct": Layer or None, "residual": bool}.

    Raises LabError where the pixels do not come row by row.
    """
    c, places = read_model(path)
    if c["order"] != "raster":
        raise LabError(f"the model {path} does not draw row by row: train it with order=raster")
    pixels, widths = c["input_dim"], c["hidden_units"]
    *names, output = _numbered("masked_linear", len(widths) + 1)
    places_of = [*(f"hidden/{name}" for name in names), f"layers/{output}"]
    *hidden, last = _chain(places, places_of, [pixels, *widths, pixels], "relu")
    direct = _chain(places, ["direct_layer"], [pixels, pixels]) if c["direct"] else [None]
    return {"hidden": hidden, "output": last, "direct": direct[0], "residual": bool(c["residual"])}


def judge(path):
    """The judge's Layers, images to logits of the classes, from its training state.

    Raises LabError where the file is damaged.
    """
    try:
        arrays = read_arrays(path)
        names = [name.partition(" ")[0] for name in parsed_json(str(arrays["header"]))["names"]]
        values = {name: arrays[f"v{i}"] for i, name in enumerate(names)}
        places = {
            name.removesuffix("/kernel"): [kernel, values[name.replace("/kernel", "/bias")]]
            for name, kernel in values.items()
            if name.endswith("/kernel")
        }
        kernels = [kernel for kernel, _ in places.values()]
        widths = [kernels[0].shape[0], *(kernel.shape[-1] for kernel in kernels)]
        return _chain(places, places, widths, "relu")
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise LabError(f"the judge's state {path} is damaged ({error}): delete it") from None


def _dense(name, widths):
    """The places of the Dense layers of a keras.Sequential."""
    return [f"{name}/layers/{dense}" for dense in _numbered("dense", len(widths))]


def _numbered(name, count):
    """The names that Keras gives to layers of one kind: the first has no number."""
    return [f"{name}_{i}" if i else name for i in range(count)]


def _chain(places, names, widths, activation="linear", last="linear"):
    """The Layers at these places, from so many numbers to so many.

    Raises KeyError where there is none, ValueError that names the first one of other widths.
    """
    activations = [activation] * (len(widths) - 2) + [last]
    layers = []
    for name, shape, activation in zip(names, pairwise(widths), activations, strict=True):
        kernel, bias = places[name]
        if kernel.shape != shape or bias.shape != shape[1:]:
            raise ValueError(
                f"{name} has a kernel {list(kernel.shape)} and a bias {list(bias.shape)}, "
                f"expected {list(shape)} and {list(shape[1:])}"
            )
        layers.append(Layer(kernel, bias, activation))
    return layers


def _known(activation, path):
    activation = activation or "linear"
    if activation not in ACTIVATIONS:
        raise LabError(
            f"the page does not know the activation {activation!r} of {path}: "
            f"train it with {', '.join(ACTIVATIONS)}"
        )
    return activation

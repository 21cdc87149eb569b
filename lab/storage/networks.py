"""Small trained networks beside a record, for pages that run them: a byte for each weight.

`stored` packs what a part trained; `load` reads it again, without Keras. On MNIST's test images the
bytes cost MADE 0.01 nats and the autoencoders a thousandth of their squared error.
"""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lab.errors import LabError
from lab.storage.reading import read_arrays

FILE = "network.npz"
ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh")
LARGEST_BYTE = 127


class Layer(NamedTuple):
    """y = activation(x kernel + bias): kernel [I, O], bias [O]."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str = "linear"


class Packed(NamedTuple):
    """A Layer in bytes: of each unit its weights, whole multiples of its scale, unit after unit.

    weights [sum of seen] int8; seen [O] int32: how many weights a unit has, up to its last one that
    is not 0, so that a masked layer with its units sorted takes half the space; scales, biases [O]
    float32; inputs [] int32; activation [] one of ACTIVATIONS.
    """

    inputs: np.ndarray
    activation: np.ndarray
    weights: np.ndarray
    seen: np.ndarray
    scales: np.ndarray
    biases: np.ndarray


KINDS = Packed(inputs="<i4", activation="U", weights="|i1", seen="<i4", scales="<f4", biases="<f4")


def autoencoder(model):
    """The Layers of an Autoencoder: {"encoder", "decoder"}."""
    return {
        "encoder": _dense(model.encoder, model.code_head),
        "decoder": _dense(model.decoder, model.pixel_head),
    }


def bernoulli_autoencoder(model):
    """The same of a BernoulliAutoencoder, whose decoder gives the probability of white."""
    layers = autoencoder(model)
    return layers | {"decoder": _probabilities(layers["decoder"])}


def vae(model):
    """The Layers of a PlainVAE or a CVAE: {"encoder", "decoder"}.

    The encoder gives mu and then log_var of q(z|x), which the model keeps within +-20; the decoder
    the means of binary pixels. A CVAE's inputs end with the class, one-hot.
    """
    heads = _layer(model.mu_head), _layer(model.log_var_head)
    head = Layer(
        np.concatenate([layer.kernel for layer in heads], axis=1),
        np.concatenate([layer.bias for layer in heads]),
    )
    return {
        "encoder": [*_stack(model.encoder), head],
        "decoder": _probabilities(_dense(model.decoder, model.pixel_head)),
    }


def made(model):
    """The Layers of a MADE of one order: {"hidden", "output"}, and "direct" where it has that."""
    layers = {
        "hidden": [_layer(layer, "relu") for layer in model.hidden],
        "output": [_layer(model.output_layer)],
    }
    return layers | ({"direct": [_layer(model.direct_layer)]} if model.direct else {})


def judge(model):
    """The Layers of a DigitClassifier: {"judge"}, images to logits of the classes."""
    return {"judge": [_named(layer) for layer in (*model.hidden, model.head)]}


def _probabilities(decoder):
    """A decoder of logits that ends with their sigmoid."""
    *layers, pixels = decoder
    return [*layers, pixels._replace(activation="sigmoid")]


def _dense(stack, head):
    """Layers of the Dense ones in a keras.Sequential, and of a head."""
    return [*_stack(stack), _named(head)]


def _stack(stack):
    """Layers of the Dense ones in a keras.Sequential, or in none, an Identity."""
    return [_named(layer) for layer in getattr(stack, "layers", ())]


def _named(layer):
    return _layer(layer, layer.activation.__name__)


def _layer(layer, activation="linear"):
    return Layer(layer.kernel.numpy(), layer.bias.numpy(), activation)


def stored(networks):
    """{network: Layers} as {name: array}: what `load` reads from the file of these arrays."""
    return {
        f"{network}.{number}.{field}": array
        for network, layers in networks.items()
        for number, layer in enumerate(layers)
        for field, array in packed(layer)._asdict().items()
    }


def packed(layer):
    """The Packed of a Layer."""
    rows = layer.kernel.T
    scales = np.abs(rows).max(axis=1, initial=0) / LARGEST_BYTE
    scales[scales == 0] = 1
    quantised = np.rint(rows / scales[:, None]).astype(np.int8)
    seen = (np.arange(1, rows.shape[1] + 1) * (rows != 0)).max(axis=1, initial=0)
    return Packed(
        inputs=np.int32(rows.shape[1]),
        activation=np.array(layer.activation),
        weights=quantised[np.arange(rows.shape[1]) < seen[:, None]],
        seen=seen.astype(np.int32),
        scales=scales.astype(np.float32),
        biases=layer.bias.astype(np.float32),
    )


def load(folder):
    """{network: Packed layers} of the record in a folder. Raises LabError where it is damaged."""
    path = Path(folder, FILE)
    try:
        networks = {}
        for name, array in read_arrays(path).items():
            network, number, field = name.split(".")
            networks.setdefault(network, {}).setdefault(int(number), {})[field] = array
        return {name: _chain(name, layers) for name, layers in networks.items()}
    except (ValueError, TypeError, KeyError) as error:
        raise LabError(f"the networks in {path} are damaged ({error}): run it again") from None


def _chain(name, layers):
    """Packed layers from {number: {field: array}}, each fit for what the one before it gives."""
    chain = [Packed(**layers[number]) for number in range(len(layers))]
    for layer in chain:
        _check(name, layer)
    for before, after in pairwise(chain):
        if after.inputs != len(before.seen):
            raise ValueError(f"{name} gives {len(before.seen)} numbers to {after.inputs} inputs")
    return chain


def _check(name, layer):
    """Raises ValueError where the arrays of a layer do not fit each other."""
    for field, array, kind in zip(Packed._fields, layer, KINDS, strict=True):
        if kind not in (array.dtype.str, array.dtype.kind):
            raise ValueError(f"{field} of {name} is {array.dtype}")
        if array.ndim != (field not in ("inputs", "activation")):
            raise ValueError(f"{field} of {name} has the shape {list(array.shape)}")
    if layer.activation not in ACTIVATIONS:
        raise ValueError(f"{name} has the activation {layer.activation}")
    if not len(layer.seen) == len(layer.scales) == len(layer.biases):
        raise ValueError(f"{name} has a different number of biases than units")
    if not ((layer.seen >= 0) & (layer.seen <= layer.inputs)).all():
        raise ValueError(f"a unit of {name} sees more than its {layer.inputs} inputs")
    if layer.seen.sum(dtype=np.int64) != len(layer.weights):
        raise ValueError(f"{name} has {len(layer.weights)} weights")
    if not (np.isfinite(layer.scales).all() and np.isfinite(layer.biases).all()):
        raise ValueError(f"{name} has numbers that are not finite")

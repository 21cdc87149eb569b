"""The program of an update, for each kind of model that the parts train: under XLA, or as a graph.

    xla      compiled by XLA, as the parts train
    graph    the same steps as a plain graph

Each in float32 and in half precision (bfloat16; float16 on a GPU): milliseconds per update, and the
seconds until the first stack of 50 updates is done, tracing and compiling included. The faster one
in float32 is marked. The images are random: what they show makes no difference to the time.
"""

import dataclasses
from collections.abc import Callable

import keras
import numpy as np

from lab.benchmarks import rounds
from lab.experiment.made_networks import BestMADENetwork, MADENetwork, optimizer, untrained
from lab.models import VAE, VAEGAN, ConvVAE, DigitClassifier
from lab.training import devices
from lab.training.stacks import use_stacks
from lab.training.state import build_optimizers

PIXELS, CLASSES = 784, 10
UPDATES, ROUNDS = 50, 5
# of the parts that train convolutions
CONVOLUTIONAL = {"channels": 32, "encoder_layers": (128,), "decoder_layers": (128,), "z_dim": 16}


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of model: `make()` gives a compiled one. batch_size: as the parts train it.

    labelled: whether its targets are labels.
    """

    make: Callable
    batch_size: int
    labelled: bool = False


def _vae():
    return _compiled(VAE(), keras.optimizers.Adam(0.001))


def _conv_vae():
    return _compiled(ConvVAE(**CONVOLUTIONAL), keras.optimizers.Adam(0.001))


def _vae_gan():
    model = VAEGAN(**CONVOLUTIONAL)
    model.compile(keras.optimizers.Adam(0.001, 0.5), keras.optimizers.Adam(0.0001, 0.5))
    return model


def _made(network):
    return _compiled(untrained(network, PIXELS), optimizer(network, UPDATES))


def _judge():
    return _compiled(DigitClassifier(), keras.optimizers.Adam(0.002))


def _compiled(model, its_optimizer):
    model.compile(optimizer=its_optimizer)
    return model


KINDS = {
    "lab sheet's VAE": Kind(_vae, 100, labelled=True),
    "convolutional VAE": Kind(_conv_vae, 64),
    "VAE-GAN": Kind(_vae_gan, 64),
    "MADE 784-784": Kind(lambda: _made(MADENetwork()), 100),
    "best MADE 1568-1568": Kind(lambda: _made(BestMADENetwork()), 100),
    "judge": Kind(_judge, 200, labelled=True),
}


def measure(dataset=None, data_dir=None):
    """Measures all kinds; returns {"kinds": {kind: ways}, "faster": {kind: way in float32}}.

    ways: {"xla float32": {"update_ms": spread, "first_stack_seconds": s}, ...}. No data are read.
    """
    device = devices.start()
    kinds = {}
    for name, kind in KINDS.items():
        print(f"\n{name}", flush=True)
        kinds[name] = _measured(kind)
    figures = {
        "device": device,
        "kinds": kinds,
        "faster": {name: faster(ways) for name, ways in kinds.items()},
    }
    _show(figures)
    return figures


def _measured(kind):
    """{way: what was measured} of a kind, all ways taking turns."""
    stack = _random_stack(kind)
    works, firsts = {}, {}
    for mixed in (False, True):
        with devices.precision(mixed) as precision:
            for program in ("xla", "graph"):
                way = f"{program} {precision.removeprefix('mixed_')}"
                model = kind.make()
                if not model.built:
                    model.build((None, PIXELS))
                build_optimizers(model)
                use_stacks(model, xla=program == "xla")
                works[way] = _work(model, stack)
                firsts |= rounds.alternate({way: works[way]}, 1)
    seconds = rounds.alternate(works, ROUNDS)
    return {
        way: {
            "update_ms": rounds.spread([1000 * s / UPDATES for s in taken]),
            "first_stack_seconds": firsts[way][0],
        }
        for way, taken in seconds.items()
    }


def _random_stack(kind):
    """(pixels uint8 [UPDATES, B, D], labels or pixels again), a fifth of the pixels white."""
    rng = np.random.default_rng(0)
    shape = (UPDATES, kind.batch_size)
    pixels = 255 * (rng.random((*shape, PIXELS)) < 0.2).astype(np.uint8)
    labels = rng.integers(0, CLASSES, shape).astype(np.int32)
    return pixels, labels if kind.labelled else pixels


def _work(model, stack):
    def train():
        # until the numbers are there: on a GPU the call itself does not wait for them
        for value in model.train_function(iter([stack])).values():
            float(value)

    return train


def faster(ways):
    """The faster way in float32."""
    in_float32 = [way for way in ways if way.endswith("float32")]
    return min(in_float32, key=lambda way: ways[way]["update_ms"]["median"])


def _show(figures):
    for name, ways in figures["kinds"].items():
        best = figures["faster"][name]
        rounds.show(
            f"{name}, ms per update",
            {f"{way}{' *' * (way == best)}": found["update_ms"] for way, found in ways.items()},
            digits=2,
        )
        firsts = (f"{way} {found['first_stack_seconds']:.1f}" for way, found in ways.items())
        print(f"  seconds until the first {UPDATES} are done: {', '.join(firsts)}")
    print("\n* the faster one in float32")

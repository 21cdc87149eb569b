"""The MADE of the parts, with every design choice as a parameter, and its training."""

import dataclasses

from lab.experiment.parameters import Training, setting
from lab.languages import say, to_say

OPTIMIZERS = {"sgd": to_say("hand-written SGD"), "adamw": to_say("AdamW")}


@dataclasses.dataclass(frozen=True)
class MADENetwork(Training):
    """The coursework's network. Of its training it says no more than "own SGD": momentum, weight
    decay, the falling rate and the averaging of weights are ours, and so are learning rate and
    number of epochs, chosen on the validation images of binarized_mnist.

    start_at_frequencies: initialises the output biases to the pixels' log-odds. The learning rate
    rises linearly for `warm_up` updates, then falls as a cosine to its share `lowest_rate`.
    averaging: momentum of an exponential moving average of the weights, which replaces them at the
    end; 0: none.
    """

    epochs: int = 110
    learning_rate: float = 0.02
    hidden_units: tuple[int, ...] = setting((784, 784), at_least=1)
    start_at_frequencies: bool = setting(False)
    direct: bool = setting(False)
    residual: bool = setting(False)
    dropout: float = setting(0.0, at_least=0, below=1)
    optimizer: str = setting("sgd", choices=tuple(OPTIMIZERS))
    momentum: float = setting(0.9, at_least=0, below=1)
    weight_decay: float = setting(0.04, at_least=0)
    warm_up: int = setting(500, at_least=1)
    lowest_rate: float = setting(0.05, at_least=0)
    averaging: float = setting(0.9995, at_least=0, below=1)


@dataclasses.dataclass(frozen=True)
class BestMADENetwork(MADENetwork):
    """The best single network for a fixed set of 50,000 images."""

    epochs: int = 12
    learning_rate: float = 3e-3
    hidden_units: tuple[int, ...] = (1568, 1568)
    start_at_frequencies: bool = True
    direct: bool = True
    residual: bool = True
    dropout: float = 0.25
    optimizer: str = "adamw"
    weight_decay: float = 1e-2
    lowest_rate: float = 0.0
    averaging: float = 0.0


def train(context, network, name, order="raster"):
    """The trained MADE of a MADENetwork and its history. order: of the pixels, as MADE takes it."""
    training = context.dataset.train
    model = untrained(network, training.pixels.shape[1], order, context.seed)
    if network.start_at_frequencies:
        model.start_at_frequencies(training.spread().images)
    schedule = context.schedule(network.epochs)
    model.compile(optimizer=optimizer(network, schedule.updates))
    return model, context.fit(model, name, schedule)


def untrained(network, pixels, order="raster", seed=0):
    """The MADE of a MADENetwork for images of so many pixels, not compiled."""
    # here, for the list of parts is shown without TensorFlow
    from lab.models import MADE

    return MADE(
        pixels,
        network.hidden_units,
        order=order,
        all_at_once=True,
        direct=network.direct,
        residual=network.residual,
        dropout=network.dropout,
        seed=seed,
    )


def optimizer(network, updates):
    """The optimizer of a MADENetwork, its learning rate planned for this many updates."""
    # here, as in untrained
    import keras

    from lab.framework import SGD

    rate = keras.optimizers.schedules.CosineDecay(
        network.learning_rate / 20,
        updates,
        alpha=network.lowest_rate,
        warmup_target=network.learning_rate,
        warmup_steps=network.warm_up,
    )
    options = {"weight_decay": network.weight_decay or None}
    if network.averaging:
        options |= {"use_ema": True, "ema_momentum": network.averaging}
    if network.optimizer == "adamw":
        return keras.optimizers.AdamW(rate, **options)
    return SGD(rate, momentum=network.momentum, **options)


def describe(parameters, pixels):
    """One line: layer widths and optimizer, from the parameters of a record's config."""
    widths = "-".join(str(units) for units in (pixels, *parameters["hidden_units"], pixels))
    return f"MADE {widths}, {say(OPTIMIZERS[parameters['optimizer']])}"

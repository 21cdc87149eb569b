"""One MADE with every choice as a parameter: what made.py and made_choices.py train."""

import dataclasses

from lab.experiment.parameters import setting


@dataclasses.dataclass(frozen=True)
class Network:
    """The coursework's network and optimizer; rates and epochs, which it doesn't name, are ours:

    they were chosen on the validation part of binarized_mnist. start_at_frequencies: the output
    biases start at the log-odds of the pixels. The learning rate rises over `warm_up` updates and
    falls as a cosine to the share `lowest_rate`. averaging: the momentum of a running average of
    the weights, which takes their place at the end; 0: none.
    """

    hidden_units: tuple[int, ...] = setting((784, 784), at_least=1)
    start_at_frequencies: bool = setting(False)
    direct: bool = setting(False)
    residual: bool = setting(False)
    dropout: float = setting(0.0, at_least=0, below=1)
    optimizer: str = setting("sgd", choices=("sgd", "adamw"))
    learning_rate: float = setting(0.02, above=0)
    momentum: float = setting(0.9, at_least=0, below=1)
    weight_decay: float = setting(0.04, at_least=0)
    warm_up: int = setting(500, at_least=1)
    lowest_rate: float = setting(0.05, at_least=0)
    averaging: float = setting(0.9995, at_least=0, below=1)
    epochs: int = setting(110, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)


@dataclasses.dataclass(frozen=True)
class BestNetwork(Network):
    """The best single network, for 50,000 images that stay as they are."""

    hidden_units: tuple[int, ...] = setting((1568, 1568), at_least=1)
    start_at_frequencies: bool = setting(True)
    direct: bool = setting(True)
    residual: bool = setting(True)
    dropout: float = setting(0.25, at_least=0, below=1)
    optimizer: str = setting("adamw", choices=("sgd", "adamw"))
    learning_rate: float = setting(3e-3, above=0)
    weight_decay: float = setting(1e-2, at_least=0)
    lowest_rate: float = setting(0.0, at_least=0)
    averaging: float = setting(0.0, at_least=0, below=1)
    epochs: int = setting(12, at_least=1)


def train(context, network, name, order="raster"):
    """The trained MADE and its history. order: of the pixels, as MADE takes it."""
    from lab.models import MADE

    training = context.dataset.train
    model = MADE(
        training.pixels.shape[1],
        network.hidden_units,
        order=order,
        all_at_once=True,
        direct=network.direct,
        residual=network.residual,
        dropout=network.dropout,
        seed=context.seed,
    )
    if network.start_at_frequencies:
        model.start_at_frequencies(training.spread().images)
    model.compile(optimizer=optimizer(context, network, network.epochs))
    return model, context.fit(model, name, context.schedule(network.epochs))


def optimizer(context, network, epochs):
    """The network's optimizer, its rate planned for so many epochs."""
    import keras

    from lab.framework import SGD

    rate = keras.optimizers.schedules.CosineDecay(
        network.learning_rate / 20,
        context.schedule(epochs).updates,
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


def describe(network, pixels):
    """One line: widths and optimizer of a network given as a dict of parameters."""
    layers = "-".join(str(units) for units in (pixels, *network["hidden_units"], pixels))
    return f"MADE {layers}, {'own SGD' if network['optimizer'] == 'sgd' else 'AdamW'}"

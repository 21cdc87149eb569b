"""The figures of the part made-choices, from its record alone."""

import numpy as np

from lab.figures.comparisons import dots
from lab.figures.lines import Panel, line_panels
from lab.languages import say, say_count
from lab.parts.made_choices import CHOICES
from lab.parts.made_choices.losses import losses_of


def draw(record):
    """{name: Figure}"""
    p = record.config["parameters"]
    losses = {
        say(name): losses_of(record.history, number)
        for number, (name, _) in enumerate(CHOICES[: p["choices"]])
    }
    return {"choices": _choices(record, losses), "training": _training(record, losses)}


def _choices(record, losses):
    last = {name: values[-1] for name, values in losses.items()}
    best = min(last, key=lambda name: np.mean(last[name]))
    xlabel = say_count(
        "−log p(x) after {n} epoch, nats per validation image",
        "−log p(x) after {n} epochs, nats per validation image",
        record.config["parameters"]["epochs"],
    )
    seeds = len(last[best])
    if seeds > 1:
        xlabel += "\n" + say_count(
            "mean ± standard deviation over {n} seed",
            "mean ± standard deviation over {n} seeds",
            seeds,
        )
    title = say("Gain of each design choice; each row keeps the choices above it")
    return dots(list(last.items()), {best}, xlabel, title, record.caption)


def _training(record, losses):
    epochs = range(1, record.config["parameters"]["epochs"] + 1)
    panel = Panel(
        title="",
        xlabel=say("epoch"),
        ylabel=say("nats per validation image"),
        lines={name: (epochs, values.mean(axis=1)) for name, values in losses.items()},
    )
    title = say("Validation loss −log p(x) during training")
    return line_panels([panel], title, record.caption)

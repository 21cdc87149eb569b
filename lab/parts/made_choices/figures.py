"""The figures of the part made-choices, from its record alone."""

import numpy as np

from lab.parts.made_choices import CHOICES


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.comparisons import dots
    from lab.figures.lines import line_panels

    p = record.config["parameters"]
    names = [name for name, _ in CHOICES[: p["choices"]]]
    losses = [_losses(record.history, number) for number in range(p["choices"])]
    last = [values[-1] for values in losses]
    best = names[int(np.argmin(np.mean(last, axis=1)))]
    unit, seeds = "-log p(x), nats per image", len(last[0])
    several = f"\nmean ± standard deviation, seeds: {seeds}" if seeds > 1 else ""
    epochs = range(1, p["epochs"] + 1)
    curves = {
        name: (epochs, values.mean(axis=1)) for name, values in zip(names, losses, strict=True)
    }
    panel = {"title": "", "xlabel": "epoch", "ylabel": unit, "lines": curves}
    return {
        "choices": dots(
            list(zip(names, last, strict=True)),
            {best},
            f"{unit}, of validation images after {p['epochs']} epochs{several}",
            "What each choice buys: every row keeps the choices above it",
            record.caption,
        ),
        "training": line_panels([panel], "Validation images during training", record.caption),
    }


def _losses(history, choice):
    """The validation losses of one choice, [epochs, seeds]."""
    by_epoch = {}
    for row in history:
        if row["choice"] == choice:
            by_epoch.setdefault(row["epoch"], []).append(row["val_loss"])
    return np.array(list(by_epoch.values()))

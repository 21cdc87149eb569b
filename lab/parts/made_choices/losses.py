"""The validation losses of a choice, from the history of a run."""

import numpy as np


def losses_of(history, choice):
    """−log p(x) of validation images after each epoch, [epochs, seeds]."""
    by_epoch = {}
    for row in history:
        if row["choice"] == choice:
            by_epoch.setdefault(row["epoch"], []).append(row["val_loss"])
    return np.array(list(by_epoch.values()))

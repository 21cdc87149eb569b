"""A training whose numbers are no longer finite stops; the last good weights are kept."""

import math

import keras

from lab.errors import LabError
from lab.training.state import optimizers_of

# the smallest float16 with all its digits
LEAST_LOSS_SCALE = 2.0**-14


class StopOnDivergence(keras.callbacks.Callback):
    """Raises LabError after the stack or validation whose numbers are not finite.

    Stands before the callbacks that record and save. state: what was saved last.
    """

    def __init__(self, state):
        super().__init__()
        self.state = state

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        self._check(logs)

    def on_epoch_end(self, epoch, logs=None):
        self._check(logs)

    def _check(self, logs):
        reason = not_finite(logs) or overflowing(self.model)
        if reason:
            raise diverged(reason, self.epoch, self.state)


def not_finite(means):
    """The means that are not finite, as text: "kl = nan, loss = nan"; "" if all are."""
    broken = {name: float(v) for name, v in means.items() if not math.isfinite(float(v))}
    # the terms first: the loss, which is their sum, says nothing about where it broke
    names = sorted(broken, key=lambda name: name.removeprefix("val_").startswith("loss"))
    return ", ".join(f"{name} = {broken[name]}" for name in names)


def overflowing(model):
    """A text where half precision leaves out every update, else "".

    An update whose gradients overflow is left out, and the next loss is scaled by half as much.
    """
    for optimizer, _ in optimizers_of(model):
        scale = getattr(optimizer, "dynamic_scale", None)
        # on several devices a variable is no number to Python
        if scale is not None and scale.numpy() < LEAST_LOSS_SCALE:
            return "the loss's gradients overflow half precision, however they are scaled"
    return ""


def diverged(reason, epoch, state):
    """The LabError for a training that diverged in this epoch."""
    if state.is_saved:
        kept = f"the last good weights are in {state.path}"
    else:
        kept = "it was the first, so there are no good weights to keep"
    return LabError(
        f"training diverged in epoch {epoch}: {reason}; {kept}: try a smaller learning_rate"
    )

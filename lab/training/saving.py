"""When a training's state is saved, and where a resumed training continues."""

import time

import keras

from lab.errors import LabError
from lab.training.divergence import diverged

SECONDS_BETWEEN_SAVES = 30


class Saving(keras.callbacks.Callback):
    """Saves the state after each epoch, and within one every SECONDS_BETWEEN_SAVES.

    Stands after `history`, whose position goes into the state.
    """

    def __init__(self, state, history):
        super().__init__()
        self.state = state
        self.history = history
        self.last_save = time.monotonic()

    def restore(self):
        """Continues from the saved state, if there is one."""
        position = self.state.load()
        if position is None:
            return
        try:
            self.history.restore(position)
        except ValueError:
            raise LabError(
                f"the training state {self.state.path} records no progress; "
                "delete it and start over"
            ) from None

    def reload(self):
        """Undoes what Keras's `fit` has changed since the last save besides training."""
        if self.state.load() is None:
            raise LabError(
                f"the training state {self.state.path} was deleted under way: start over"
            )

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch + 1
        if self.history.stacks_done:
            # a resumed epoch: fit has just reset the means that were restored
            self.reload()

    def on_train_batch_end(self, batch, logs=None):
        is_within = self.history.stacks_done < self.history.stacks_per_epoch
        if is_within and time.monotonic() - self.last_save > SECONDS_BETWEEN_SAVES:
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        self._save()

    def _save(self):
        try:
            self.state.save(self.history.position)
        except FloatingPointError as error:
            what = f"the weight {error} is not finite"
            raise diverged(what, self.epoch, self.state) from None
        self.last_save = time.monotonic()

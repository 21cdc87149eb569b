"""What a person sees while a model trains."""

import sys

import keras
import tqdm


class Progress(keras.callbacks.Callback):
    """One bar per epoch on a terminal; one plain line per epoch on a pipe or in a log."""

    def __init__(self, title, epochs, updates_per_stack, stacks_per_epoch):
        super().__init__()
        self.title = title
        self.epochs = epochs
        self.updates_per_stack = updates_per_stack
        self.updates = updates_per_stack * stacks_per_epoch
        self.on_terminal = sys.stderr.isatty()
        self.bar = None

    def on_epoch_begin(self, epoch, logs=None):
        if self.on_terminal:
            self.bar = tqdm.tqdm(
                total=self.updates, desc=self._head(epoch), unit="batch", leave=True
            )

    def on_train_batch_end(self, batch, logs):
        if self.bar:
            self.bar.update(self.updates_per_stack)
            self.bar.set_postfix_str(_means(logs, validation=False))

    def on_epoch_end(self, epoch, logs):
        if self.bar:
            self.bar.set_postfix_str(_means(logs, validation=False))
            self.bar.close()
        else:
            print(f"{self._head(epoch)}: {_means(logs)}", flush=True)

    def on_train_end(self, logs=None):
        if self.bar:
            self.bar.close()

    def _head(self, epoch):
        return f"{self.title} {epoch + 1}/{self.epochs}"


def _means(logs, validation=True):
    """The means of an epoch as text, the loss first, then the terms, then validation's."""
    names = sorted(logs, key=lambda name: (name.startswith("val_"), not name.endswith("loss")))
    if not validation:
        names = [name for name in names if not name.startswith("val_") or name == "val_loss"]
    return ", ".join(f"{name}={float(logs[name]):.4g}" for name in names)

"""How far a training has come: a row per finished epoch, and where in the present one it is."""

import time

import keras

# what `History.position` holds, by type: JSON
POSITION = {"history": list, "stacks_done": int, "seconds": (int, float)}


class History(keras.callbacks.Callback):
    """Counts and times the stacks of an epoch, and makes its row when it ends.

    measure: None, or measure(model) -> {name: number}, which joins the row.
    """

    def __init__(self, stacks_per_epoch, updates_per_stack, measure=None):
        super().__init__()
        self.stacks_per_epoch = stacks_per_epoch
        self.updates_per_epoch = stacks_per_epoch * updates_per_stack
        self.measure = measure or (lambda model: {})
        self.rows = []
        self.stacks_done = 0
        self.seconds = 0.0

    @property
    def position(self):
        """All that `restore` needs, as a JSON value."""
        return {
            "history": self.rows,
            "stacks_done": self.stacks_done,
            "seconds": self.seconds,
        }

    def restore(self, position):
        """Continues from a position; ValueError where it is none."""
        stored = position if isinstance(position, dict) else {}
        if not all(isinstance(stored.get(name), kind) for name, kind in POSITION.items()):
            raise ValueError("no position of a training")
        self.rows = stored["history"]
        self.stacks_done = stored["stacks_done"]
        self.seconds = stored["seconds"]

    def spans(self, epochs):
        """(first epoch, last epoch, stacks of the first that are done) for each call of Keras's
        `fit`: the rest of an interrupted epoch has fewer steps, and so a call of its own.
        """
        first, spans = len(self.rows), []
        if self.stacks_done and first < epochs:
            spans.append((first, first + 1, self.stacks_done))
            first += 1
        if first < epochs:
            spans.append((first, epochs, 0))
        return spans

    def on_train_batch_begin(self, batch, logs=None):
        self.began = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        self.seconds += time.monotonic() - self.began
        self.stacks_done += 1

    def on_epoch_end(self, epoch, logs=None):
        means = {
            name if name.startswith("val_") else f"train_{name}": float(value)
            for name, value in logs.items()
        }
        measured = {name: float(value) for name, value in self.measure(self.model).items()}
        times = {"updates": self.updates_per_epoch, "seconds": self.seconds}
        self.rows.append({"epoch": epoch + 1, **means, **measured, **times})
        self.stacks_done, self.seconds = 0, 0.0

"""What a person sees while a model trains."""

import sys

import keras
import tqdm


def announcement(title, schedule, dataset, history, state_path):
    """What a training is about to do, in a line: how much, on what, from where."""
    done = len(history.rows)
    if done >= schedule.epochs:
        return f"{title}: already trained, restored from {state_path}"
    passes = history.updates_per_epoch * schedule.batch_size / len(dataset.train)
    resumed = f", resumed in epoch {done + 1}" if done or history.stacks_done else ""
    moved = ""
    if dataset.augment:
        moved = "; training images are slightly moved, so their loss may exceed the validation loss"
    return (
        f"{title}: {schedule.epochs} epochs of {history.updates_per_epoch} batches of "
        f"{schedule.batch_size} ({passes:.3g} passes over the {len(dataset.train):,} training "
        f"images of {dataset.name}){resumed}{moved}"
    )


class Progress(keras.callbacks.Callback):
    """One bar per epoch on a terminal and in a notebook; else one plain line per epoch.

    stacks_done: of the first epoch, where that is resumed.
    """

    def __init__(self, title, epochs, updates_per_stack, stacks_per_epoch, stacks_done=0):
        super().__init__()
        self.title = title
        self.epochs = epochs
        self.updates_per_stack = updates_per_stack
        self.updates = updates_per_stack * stacks_per_epoch
        self.done = updates_per_stack * stacks_done
        self.bar_class = bar_class()
        self.bar = None

    def on_train_begin(self, logs=None):
        # of the first epoch, before its first stack has run
        self.is_compiling = True

    def on_epoch_begin(self, epoch, logs=None):
        if self.bar_class:
            self.bar = self.bar_class(
                total=self.updates,
                initial=self.done,
                desc=self._head(epoch),
                unit="batch",
                dynamic_ncols=True,
            )
            if self.is_compiling:
                self.bar.set_postfix_str("compiling")
        self.done = 0

    def on_train_batch_end(self, batch, logs):
        self.is_compiling = False
        if self.bar is not None:
            self.bar.update(self.updates_per_stack)
            self.bar.set_postfix_str(_means(logs, validation=False))

    def on_epoch_end(self, epoch, logs):
        if self.bar is not None:
            self.bar.set_postfix_str(_means(logs, validation=False))
            self.bar.close()
        else:
            print(f"{self._head(epoch)}: {_means(logs)}", flush=True)

    def on_train_end(self, logs=None):
        if self.bar is not None:
            self.bar.close()

    def _head(self, epoch):
        return f"{self.title} {epoch + 1}/{self.epochs}"


def bar_class():
    """tqdm's bar for where the output goes, or None where a bar would only litter a log."""
    # a notebook's kernel has loaded it
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and "IPKernelApp" in shell.config:
        # loads all of ipywidgets, which is of use in a notebook alone
        from tqdm import notebook

        # without ipywidgets tqdm has no bar for notebooks
        return notebook.tqdm if notebook.IProgress is not None else None
    return tqdm.tqdm if sys.stderr.isatty() else None


def _means(logs, validation=True):
    """The means of an epoch as text, the loss first, then the terms, then validation's."""
    names = sorted(logs, key=lambda name: (name.startswith("val_"), "loss" not in name))
    if any("/" in name for name in names):
        # of models trained together the losses, or no line would hold it
        names = [name for name in names if "loss" in name]
    if not validation:
        names = [name for name in names if not name.startswith("val_") or "val_loss" in name]
    return ", ".join(f"{name}={float(logs[name]):.4g}" for name in names)

"""What a person sees while a model trains."""

import sys

import keras
import tqdm

from lab import terminal
from lab.languages import number, say, say_count
from lab.languages.numbers import NO_BREAK_SPACE

# the numbers of an epoch of which one is shown, the first that the model has; all are in its row
MAIN = ("loss", "recon")
# networks trained together whose numbers stand side by side; of more the least and the largest
SIDE_BY_SIDE = 3
# characters of all their names
MOST_OF_A_TITLE = 30
# what stands beside a bar, from the most to the least; each takes what the terminal has room for
BESIDE_THE_BAR = (
    "{desc}:{percentage:4.0f}% |{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]",
    "{desc}:{percentage:4.0f}% |{bar}| [{elapsed}<{remaining}{postfix}]",
    "{desc}:{percentage:4.0f}% |{bar}| [{elapsed}<{remaining}]",
    "{desc}:{percentage:4.0f}% |{bar}|",
)


def title_of(names):
    """What a training of networks of these names is called on screen: the names, or how many."""
    names = list(names)
    joined = ", ".join(names)
    if len(joined) <= MOST_OF_A_TITLE:
        return joined
    return say_count("{n} network", "{n} networks", len(names))


def announcement(title, schedule, dataset, history, state_path):
    """What a training is about to do, in a line: how much, on what, from where."""
    done = len(history.rows)
    if done >= schedule.epochs:
        return say("{title}: already trained, restored from {path}", title=title, path=state_path)
    images = {
        "passes": history.updates_per_epoch * schedule.batch_size / len(dataset.train),
        "images": len(dataset.train),
        "data": dataset.name,
    }
    told = say_count(
        "{title}: {n} epoch of {updates:,} batches of {batch} ({passes:.3g} passes over the "
        "{images:,} training images of {data})",
        "{title}: {n} epochs of {updates:,} batches of {batch} ({passes:.3g} passes over the "
        "{images:,} training images of {data})",
        schedule.epochs,
        title=title,
        updates=history.updates_per_epoch,
        batch=schedule.batch_size,
        **images,
    )
    if done or history.stacks_done:
        told += say(", resumed in epoch {epoch}", epoch=done + 1)
    if dataset.augment:
        told += say("; each image is slightly moved, which raises the training loss")
    return told


class Progress(keras.callbacks.Callback):
    """A bar for the present epoch on a terminal and in a notebook, and a line for each that ended.

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
                dynamic_ncols=True,
                leave=False,
                bar_format=BESIDE_THE_BAR[-1],
            )
            if self.is_compiling:
                terminal.show_beside(self.bar, say("compiling"), BESIDE_THE_BAR)
        self.done = 0

    def on_train_batch_end(self, batch, logs):
        self.is_compiling = False
        if self.bar is not None:
            self.bar.update(self.updates_per_stack)
            terminal.show_beside(self.bar, self._main(logs), BESIDE_THE_BAR)

    def on_epoch_end(self, epoch, logs):
        if self.bar is not None:
            self.bar.close()
        means = filter(None, map(self._main, _splits(logs)))
        terminal.tell(f"{self._head(epoch)}: {', '.join(means)}")

    def on_train_end(self, logs=None):
        if self.bar is not None:
            self.bar.close()

    def _head(self, epoch):
        return f"{self.title} {epoch + 1}/{self.epochs}"

    def _main(self, logs):
        # of networks trained together in their order; Keras has them in that of the alphabet
        members = getattr(self.model, "members", ())
        in_order = [f"{log}/{name}" for log in _names(logs) for name in members]
        return _main({name: logs[name] for name in in_order if name in logs} or logs)


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


def _splits(logs):
    """The means of training and those of validation."""
    return [
        {name: value for name, value in logs.items() if name.startswith("val_") == is_validation}
        for is_validation in (False, True)
    ]


def _names(logs):
    """What is measured, whichever networks it is of."""
    return list(dict.fromkeys(log.partition("/")[0] for log in logs))


def _main(logs):
    """The number of an epoch that matters as text, `loss=20.04`: of a few networks trained together
    that of each, of many the least and the largest; "" of no logs.
    """
    known = _names(logs)
    names = [f"{split}{name}" for name in MAIN for split in ("", "val_")]
    name = next((name for name in [*names, *known] if name in known), None)
    if name is None:
        return ""
    values = [float(value) for log, value in logs.items() if log.partition("/")[0] == name]
    sign = "/"
    if len(values) > SIDE_BY_SIDE:
        values, sign = sorted({min(values), max(values)}), "…"
    texts = (number(value, ".4g") for value in values)
    # which no line is folded at
    return f"{name}={f'{NO_BREAK_SPACE}{sign}{NO_BREAK_SPACE}'.join(texts)}"

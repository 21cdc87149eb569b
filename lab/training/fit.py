"""The one way to train: Keras's `fit` over stacks, with progress, a saved state and resuming."""

import dataclasses
import math
import time

import keras

from lab.data import pipeline
from lab.errors import LabError
from lab.training import mirrored
from lab.training.callbacks import check_not_stopped
from lab.training.progress import Progress
from lab.training.stacks import on_stacks, stack_sizes
from lab.training.state import TrainingState, optimizers_of

SECONDS_BETWEEN_SAVES = 30
# updates; compiling takes about as long as so many take without
WORTH_COMPILING = 200
# the least number of full precision that float16 has
LEAST_LOSS_SCALE = 2.0**-14
POSITION = {"history": list, "stacks_done": int, "seconds": (int, float)}


@dataclasses.dataclass(frozen=True)
class Schedule:
    """How long to train: epochs of `updates_per_epoch` batches of `batch_size` images."""

    epochs: int
    updates_per_epoch: int
    batch_size: int

    @property
    def updates(self):
        """Of all epochs."""
        return self.epochs * self.updates_per_epoch

    def check_fits(self, dataset):
        """Raises LabError where a batch is larger than the data."""
        if self.batch_size > len(dataset.train):
            raise LabError(
                f"batch_size={self.batch_size} is larger than the {len(dataset.train)} training "
                f"images of {dataset.name}: choose a smaller one"
            )


def fit(
    model,
    dataset,
    schedule,
    *,
    seed,
    state_path,
    fingerprint,
    title,
    resume=False,
    measure=None,
    strategy=None,
    callbacks=(),
):
    """Trains a compiled model on a data set; returns its history, one dict per epoch.

    A row holds `epoch` (from 1), the means of the epoch as `train_<metric>`, those of the
    validation images (of the test images, where a data set has none) as `val_<metric>`, what
    `measure(model) -> {name: number}` finds after the epoch, `updates`, and `seconds`, the time of
    the updates alone. With `resume`, goes on from the state in `state_path`; the result is then the
    same, to the bit, as without the break. strategy: a MirroredStrategy, whose devices share each
    batch; the result is that of one device within rounding. callbacks: further ones of Keras; a
    batch to them is a stack of updates, and what they do before an epoch's end is in its state.

    Raises LabError where the batch is larger than the data or cannot be shared, a callback ends the
    training early, or a loss or weight stops being finite: it names the epoch, and the state in
    `state_path` is the last good one.
    """
    schedule.check_fits(dataset)
    stacks, updates = stack_sizes(schedule.updates_per_epoch)
    if not model.built:
        model.build((None, dataset.train.pixels.shape[1]))
    for optimizer, variables in optimizers_of(model):
        optimizer.build(variables)
    trained = model
    if strategy:
        mirrored.check_divides(schedule.batch_size, strategy)
        trained = mirrored.double(model, strategy)
        measure = measure and mirrored.measured_by_the_original(measure, model)
    state = TrainingState(trained, state_path, fingerprint)
    keeper = _Keeper(state, stacks, updates, measure or _nothing)
    if resume:
        keeper.restore()
    _say_what_is_to_do(keeper, dataset, schedule, title)
    validation = pipeline.evaluation_stacks(
        dataset.valid or dataset.test, batch_size=schedule.batch_size
    )
    with on_stacks(trained, schedule.updates >= WORTH_COMPILING, strategy):
        for number, (first, last, skipped) in enumerate(keeper.spans(schedule.epochs)):
            if number:
                # where an optimizer averages weights, fit ended with the average: to the last ones
                keeper.back()
            trained.fit(
                pipeline.training_stacks(
                    dataset.train,
                    updates=updates,
                    batch_size=schedule.batch_size,
                    seed=seed,
                    start=first * stacks + skipped,
                    augment_shape=dataset.shape if dataset.augment else None,
                    thresholded=dataset.thresholded,
                ),
                initial_epoch=first,
                epochs=last,
                steps_per_epoch=stacks - skipped,
                validation_data=validation,
                callbacks=[
                    *callbacks,
                    keeper,
                    Progress(title, schedule.epochs, updates, stacks, skipped),
                ],
                shuffle=False,
                verbose=0,
            )
            check_not_stopped(title, len(keeper.history), last)
    # what fit does at its end, also for a finished training that was only restored
    for optimizer, variables in optimizers_of(trained):
        optimizer.finalize_variable_values(variables)
    if strategy:
        mirrored.copy_state(trained, model)
    return keeper.history


def _nothing(model):
    return {}


def _say_what_is_to_do(keeper, dataset, schedule, title):
    done = len(keeper.history)
    if done >= schedule.epochs:
        print(f"{title}: already trained, restored from {keeper.state.path}", flush=True)
        return
    passes = keeper.updates * schedule.batch_size / len(dataset.train)
    resumed = f", resumed in epoch {done + 1}" if done or keeper.stacks_done else ""
    moved = ""
    if dataset.augment:
        moved = "; training images are slightly moved, so their loss may exceed the validation loss"
    print(
        f"{title}: {schedule.epochs} epochs of {keeper.updates} batches of {schedule.batch_size} "
        f"({passes:.3g} passes over the {len(dataset.train):,} training images of "
        f"{dataset.name}){resumed}{moved}",
        flush=True,
    )


class _Keeper(keras.callbacks.Callback):
    """Keeps the history and the state file; stops a training whose numbers are not finite."""

    def __init__(self, state, stacks_per_epoch, updates_per_stack, measure):
        super().__init__()
        self.state = state
        self.measure = measure
        self.stacks_per_epoch = stacks_per_epoch
        self.updates = stacks_per_epoch * updates_per_stack
        self.history = []
        self.stacks_done = 0
        self.seconds = 0.0
        self.saved = time.monotonic()
        self.has_saved = False

    def restore(self):
        position = _position_of(self.state)
        if position is not None:
            self.history = position["history"]
            self.stacks_done = position["stacks_done"]
            self.seconds = position["seconds"]
            self.has_saved = True

    def back(self):
        """To what was saved last, which is still the present position."""
        if self.state.load() is None:
            raise LabError(
                f"the training state {self.state.path} was deleted under way: start over"
            )

    def spans(self, epochs):
        """(first epoch, last epoch, stacks of the first that are done) for each call of `fit`."""
        if self.stacks_done and len(self.history) < epochs:
            yield len(self.history), len(self.history) + 1, self.stacks_done
        if len(self.history) < epochs:
            yield len(self.history), epochs, 0

    def on_epoch_begin(self, epoch, logs=None):
        if self.stacks_done:
            # a resumed epoch: fit has just reset the means that were restored
            self.back()

    def on_train_batch_begin(self, batch, logs=None):
        self.began = time.monotonic()

    def on_train_batch_end(self, batch, logs=None):
        self._stop_if_not_finite(logs)
        now = time.monotonic()
        self.seconds += now - self.began
        self.stacks_done += 1
        if now - self.saved > SECONDS_BETWEEN_SAVES and self.stacks_done < self.stacks_per_epoch:
            self._save()

    def on_epoch_end(self, epoch, logs=None):
        self._stop_if_not_finite(logs)
        means = {
            name if name.startswith("val_") else f"train_{name}": float(value)
            for name, value in logs.items()
        }
        found = {name: float(value) for name, value in self.measure(self.model).items()}
        times = {"updates": self.updates, "seconds": self.seconds}
        self.history.append({"epoch": epoch + 1, **means, **found, **times})
        self.stacks_done, self.seconds = 0, 0.0
        self._save()

    def _save(self):
        position = {
            "history": self.history,
            "stacks_done": self.stacks_done,
            "seconds": self.seconds,
        }
        try:
            self.state.save(position)
        except FloatingPointError as error:
            epoch = len(self.history) + bool(self.stacks_done)
            raise self._diverged(f"the weight {error} is not finite", epoch) from None
        self.saved = time.monotonic()
        self.has_saved = True

    def _stop_if_not_finite(self, logs):
        broken = {name: float(v) for name, v in logs.items() if not math.isfinite(float(v))}
        if broken:
            # the terms first: the loss, which is their sum, says nothing about where it broke
            names = sorted(broken, key=lambda name: name.removeprefix("val_") == "loss")
            what = ", ".join(f"{name} = {broken[name]}" for name in names)
            raise self._diverged(what, len(self.history) + 1)
        for optimizer, _ in optimizers_of(self.model):
            # in mixed precision an update whose gradients overflow is left out and the next one
            # scaled by half as much; here it has come to leave out all
            scale = getattr(optimizer, "dynamic_scale", None)
            # on several devices a variable is no number to Python
            if scale is not None and scale.numpy() < LEAST_LOSS_SCALE:
                what = "the loss's gradients overflow half precision, however they are scaled"
                raise self._diverged(what, len(self.history) + 1)

    def _diverged(self, what, epoch):
        if self.has_saved:
            kept = f"the last good weights are in {self.state.path}"
        else:
            kept = "it was the first, so there are no good weights to keep"
        return LabError(
            f"training diverged in epoch {epoch}: {what}; {kept}: try a smaller learning_rate"
        )


def _position_of(state):
    """What `_Keeper` stored, or None where there is nothing yet. Raises LabError for all else."""
    position = state.load()
    if position is None:
        return None
    stored = position if isinstance(position, dict) else {}
    if all(isinstance(stored.get(name), kind) for name, kind in POSITION.items()):
        return position
    raise LabError(f"the training state {state.path} records no progress; delete it and start over")

"""The one way to train: Keras's `fit` over stacks, with progress, a saved state and resuming.

Each of its ideas is a callback or a file of its own: history.py counts and records, divergence.py
stops, saving.py saves and resumes, progress.py shows, stacks.py compiles, together.py trains
several models at once, mirrored.py distributes.
"""

from lab import terminal
from lab.data import pipeline
from lab.training import mirrored
from lab.training.callbacks import check_not_stopped
from lab.training.divergence import StopOnDivergence
from lab.training.history import History
from lab.training.progress import Progress, announcement
from lab.training.saving import Saving
from lab.training.stacks import on_stacks, program_for, stack_sizes
from lab.training.state import TrainingState, build_optimizers, optimizers_of


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
    the updates alone. With `resume`, continues from the state in `state_path`; the result is
    bit-identical to an uninterrupted one, since batches and noise are functions of seed and step.
    strategy: a MirroredStrategy, whose devices share each batch; the result is that of one device
    within rounding. callbacks: further ones of Keras; a batch to them is a stack of updates, and
    what they do before an epoch's end is in its state.

    Raises LabError where the batch is larger than the data or cannot be shared, a callback ends the
    training early, or a loss or weight stops being finite: it names the epoch, and the state in
    `state_path` is the last good one.
    """
    schedule.check_fits(dataset)
    if not model.built:
        model.build((None, dataset.train.pixels.shape[1]))
    build_optimizers(model)
    trained = model
    if strategy:
        mirrored.check_divides(schedule.batch_size, strategy)
        trained = mirrored.mirrored_copy(model, strategy)
        measure = measure and mirrored.measured_by_the_original(measure, model)
    stacks, updates = stack_sizes(schedule.updates_per_epoch)
    state = TrainingState(trained, state_path, fingerprint)
    history = History(stacks, updates, measure)
    saving = Saving(state, history)
    if resume:
        saving.restore()
    terminal.tell(announcement(title, schedule, dataset, history, state.path))
    validation = pipeline.evaluation_stacks(
        dataset.valid or dataset.test, batch_size=schedule.batch_size
    )
    program = program_for(schedule.updates, strategy)
    with on_stacks(trained, program == "xla", strategy):
        for number, (first, last, done) in enumerate(history.spans(schedule.epochs)):
            if number:
                # where an optimizer averages weights, fit ended with the average
                saving.reload()
            progress = Progress(title, schedule.epochs, updates, stacks, done)
            trained.fit(
                pipeline.training_stacks(
                    dataset.train,
                    updates=updates,
                    batch_size=schedule.batch_size,
                    seed=seed,
                    start=first * stacks + done,
                    augment_shape=dataset.shape if dataset.augment else None,
                    thresholded=dataset.thresholded,
                    showings=dataset.showings,
                ),
                initial_epoch=first,
                epochs=last,
                steps_per_epoch=stacks - done,
                validation_data=validation,
                callbacks=[*callbacks, StopOnDivergence(state), history, saving, progress],
                shuffle=False,
                verbose=0,
            )
            check_not_stopped(title, len(history.rows), last)
    # what fit does at its end, also for a finished training that was only restored
    for optimizer, variables in optimizers_of(trained):
        optimizer.finalize_variable_values(variables)
    if strategy:
        mirrored.copy_state(trained, model)
    return history.rows

"""The Keras callbacks that a person adds to the trainings of a run."""

import keras

from lab.errors import LabError

# they change a training by what they remember, which no saved state holds, or end it early, so that
# a part's trainings are no longer of one length
REFUSED = (
    keras.callbacks.EarlyStopping,
    keras.callbacks.ReduceLROnPlateau,
    keras.callbacks.LearningRateScheduler,
    keras.callbacks.SwapEMAWeights,
    keras.callbacks.BackupAndRestore,
)


def checked(callbacks):
    """The callbacks as a tuple. Raises LabError where one is none, or cannot hold on resuming."""
    for callback in callbacks:
        name = type(callback).__name__
        if not isinstance(callback, keras.callbacks.Callback):
            raise LabError(f"callbacks: {callback!r} is not a keras.callbacks.Callback")
        if isinstance(callback, REFUSED):
            raise LabError(
                f"callback {name} changes the training in a way that cannot be resumed: set "
                "epochs and learning_rate instead; a run saves its state by itself"
            )
    return tuple(callbacks)


def check_not_stopped(title, done, epochs):
    """Raises LabError where a callback ended a training after `done` of its epochs."""
    if done < epochs:
        raise LabError(
            f"a callback stopped the training of {title} after epoch {done} of {epochs}: "
            f"set epochs={done} instead, so that all trainings of the run are equally long"
        )

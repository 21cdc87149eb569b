"""Training on several devices of one machine, with the result of one.

A model is trained as a mirrored copy, whose variables a strategy keeps alike on every device;
what was trained is then copied back. So whoever asks for a training makes and measures plain
models, and needs to know nothing of devices.
"""

from lab.errors import LabError
from lab.training.state import build_optimizers, variables_of


def mirrored_copy(model, strategy):
    """A copy of a compiled, built model with its variables on every device of the strategy."""
    with strategy.scope():
        copied = type(model).from_config(model.get_config())
        copied.compile_from_config(model.get_compile_config())
        if not copied.built:
            copied.build((None, *model.get_build_config()["input_shape"][1:]))
        build_optimizers(copied)
    # else fit would divide the stacks themselves, along the updates
    copied._distribute_strategy = None
    copy_state(model, copied)
    return copied


def copy_state(source, target):
    """Gives all variables of a model, its optimizers and metrics the values of another's."""
    for ours, theirs in zip(variables_of(target), variables_of(source), strict=True):
        ours.assign(theirs.numpy())


def measured_by_the_original(measure, original):
    """A measure of the mirrored copy that gives it its original, brought to the same state."""

    def measured(copied):
        copy_state(copied, original)
        return measure(original)

    return measured


def check_divides(batch_size, strategy):
    """Raises LabError where a batch can't be divided evenly between the devices."""
    count = strategy.num_replicas_in_sync
    if batch_size % count:
        raise LabError(
            f"batch_size={batch_size} cannot be divided between {count} devices: "
            f"choose a multiple of {count}"
        )

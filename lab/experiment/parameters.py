"""Parameters of parts: frozen dataclasses, what most of them share, and the allowed values."""

import dataclasses
from typing import ClassVar

from lab.errors import LabError


def setting(default, *, at_least=None, above=None, below=None, choices=None):
    """A field of a parameter class with the values it may take.

    For a tuple the limits hold for each element, and the tuple may not be empty. A subclass that
    gives such a field another default keeps its limits: `epochs: int = 12`.
    """
    allowed = {"at_least": at_least, "above": above, "below": below, "choices": choices}
    return dataclasses.field(default=default, metadata=allowed)


def limits(kind, name):
    """The limits that `setting` gave to a field, in this class or in one it inherits from."""
    for base in kind.__mro__:
        field = getattr(base, "__dataclass_fields__", {}).get(name)
        if field is not None and field.metadata:
            return field.metadata
    raise TypeError(f"{kind.__name__}.{name} has no limits: declare it with setting(...)")


@dataclasses.dataclass(frozen=True)
class PartParameters:
    """What the parameters of every part have.

    SMOKE: the fields in which the variant that runs in seconds differs.
    PRESETS: {name: the fields in which it differs from the defaults}, where there is a field
    `preset`, whose default names the one that differs in none.
    """

    SMOKE: ClassVar = {}
    PRESETS: ClassVar = {}

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, **self.SMOKE)


@dataclasses.dataclass(frozen=True)
class TrainingLength(PartParameters):
    """How long a part trains."""

    epochs: int = setting(10, at_least=1)
    batch_size: int = setting(100, at_least=1)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)


@dataclasses.dataclass(frozen=True)
class Training(TrainingLength):
    """How long a part trains, and with which learning rate."""

    learning_rate: float = setting(0.001, above=0)


def at_least_two(name, values):
    """The distinct values of a parameter, ascending, for a part that compares them.

    Raises LabError where there is only one.
    """
    distinct = sorted(set(values))
    if len(distinct) < 2:
        raise LabError(f"{name}={distinct[0]:g} is invalid: give at least two values to compare")
    return distinct

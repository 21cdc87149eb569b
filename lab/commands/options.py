"""The options of a run, the same for every part: what `lab.run` and the command line take."""

import dataclasses
import os

from lab.checks import boolean, choice, integer_below
from lab.errors import LabError
from lab.languages import LANGUAGES

SEEDS = 2**31


@dataclasses.dataclass(frozen=True)
class RunOptions:
    """How a part is run, whichever part it is. Raises LabError that names a wrong one.

    dataset: a data set's name, the path of images, or arrays (images, labels); None: the part's own
    data set, else the default of `lab.data.load`.
    data_dir: the folder of data sets; None: $LAB_DATA_DIR.
    seed: of initial weights, noise and the order of images.
    smoke: the short variant, a few seconds.
    resume: continue an interrupted run; a finished one is not run again.
    out: the folder in which reports/ and runs/ lie.
    language: of the figures, one of lab.languages.LANGUAGES.
    mixed_precision: layers compute in half precision.
    strategy: "mirrored" divides each batch between this machine's devices.
    callbacks: Keras callbacks for every training of the run; those that change a training in a way
    that cannot be resumed are refused.
    """

    dataset: object = None
    data_dir: str | os.PathLike | None = None
    seed: int = 0
    smoke: bool = False
    resume: bool = False
    out: str | os.PathLike = "."
    language: str = "en"
    mixed_precision: bool = False
    strategy: str | None = None
    callbacks: tuple = ()

    def __post_init__(self):
        for name, check in _CHECKS.items():
            try:
                checked = check(name, getattr(self, name))
            except ValueError as error:
                raise LabError(error) from None
            object.__setattr__(self, name, checked)


def _seed(name, value):
    return integer_below(name, value, SEEDS)


def _language(name, value):
    return choice(name, value, LANGUAGES)


def _path(name, value):
    if not isinstance(value, (str, os.PathLike)) or not str(value) or "\0" in str(value):
        raise ValueError(f"{name}: expected a path, received {value!r}")
    return value


def _path_or_none(name, value):
    return None if value is None else _path(name, value)


def _strategy(name, value):
    if value not in (None, "mirrored"):
        raise ValueError(
            f"unknown {name} {value!r}: choose mirrored, for the devices of this machine; "
            "Keras 3 does not run under MultiWorkerMirroredStrategy"
        )
    return value


def _callbacks(name, value):
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{name}: expected a list of Keras callbacks, received {value!r}")
    if not value:
        return ()
    # only now: it imports Keras, which whoever made a callback has loaded
    from lab.training.callbacks import checked

    return checked(value)


_CHECKS = {
    "data_dir": _path_or_none,
    "seed": _seed,
    "smoke": boolean,
    "resume": boolean,
    "out": _path,
    "language": _language,
    "mixed_precision": boolean,
    "strategy": _strategy,
    "callbacks": _callbacks,
}

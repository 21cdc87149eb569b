"""What is asked of `lab.run` and its kin, checked before any of it is done."""

import functools
import operator
import os

from lab.errors import LabError
from lab.languages import LANGUAGES

LARGEST_SEED = 2**31 - 1


def checked_arguments(function):
    """The function, whose named arguments are first checked as CHECKS says.

    Raises LabError that names the argument and its value.
    """

    @functools.wraps(function)
    def checked(*arguments, **named):
        for name in named.keys() & CHECKS.keys():
            named[name] = CHECKS[name](name, named[name])
        return function(*arguments, **named)

    return checked


def _seed(name, value):
    return _integer(name, value, 0, LARGEST_SEED, f"an integer from 0 to {LARGEST_SEED}")


def _count(name, value):
    return _integer(name, value, 1, None, "a positive integer")


def _integer(name, value, lowest, highest, expected):
    try:
        number = operator.index(value)
    except TypeError:
        number = None
    too_far = number is None or number < lowest or (highest is not None and number > highest)
    if too_far or isinstance(value, bool):
        raise LabError(f"{name}={value!r} must be {expected}")
    return number


def _flag(name, value):
    # NumPy's own too, which are what comparisons of its numbers give
    if type(value).__name__ not in ("bool", "bool_"):
        raise LabError(f"{name}={value!r} must be True or False")
    return bool(value)


def _path(name, value):
    if not isinstance(value, (str, os.PathLike)) or not str(value) or "\0" in str(value):
        raise LabError(f"{name}={value!r} must be a path")
    return value


def _path_or_none(name, value):
    return None if value is None else _path(name, value)


def _language(name, value):
    if value not in LANGUAGES:
        raise LabError(f"unknown language {value!r}: choose {' or '.join(LANGUAGES)}")
    return value


def _strategy(name, value):
    if value not in (None, "mirrored"):
        raise LabError(
            f"unknown strategy {value!r}: choose mirrored, for the devices of this machine; "
            "Keras 3 does not run under MultiWorkerMirroredStrategy"
        )
    return value


def _callbacks(name, value):
    if not isinstance(value, (list, tuple)):
        raise LabError(f"{name}={value!r} must be a list of Keras callbacks")
    if not value:
        return ()
    # brings Keras, which whoever made a callback has loaded
    from lab.training.callbacks import checked

    return checked(value)


CHECKS = {
    "seed": _seed,
    "seeds": _count,
    "cpus_per_run": _count,
    "smoke": _flag,
    "resume": _flag,
    "mixed_precision": _flag,
    "strategy": _strategy,
    "out": _path,
    "data_dir": _path_or_none,
    "language": _language,
    "callbacks": _callbacks,
}

"""Argument checks: one line that says what was expected and what was received.

All raise ValueError; where a person gives the argument on a command line, it becomes a LabError.
"""

import math
import numbers
import operator


def integer_below(name, value, stop):
    """The value as int; ValueError unless it is an integer from 0 to stop - 1."""
    number = _integer(value)
    if number is None or not 0 <= number < stop:
        raise ValueError(f"{name}: expected an integer from 0 to {stop - 1}, received {value!r}")
    return number


def positive_integer(name, value):
    """The value as int; ValueError unless it is a positive integer."""
    number = _integer(value)
    if number is None or number < 1:
        raise ValueError(f"{name}: expected a positive integer, received {value!r}")
    return number


def count(name, value):
    """The value as int; ValueError unless it is a non-negative integer."""
    number = _integer(value)
    if number is None or number < 0:
        raise ValueError(f"{name}: expected an integer of at least 0, received {value!r}")
    return number


def real_number(name, value, *, at_least=-math.inf, above=-math.inf, below=math.inf):
    """The value as a Python number; ValueError unless it is finite and within the bounds."""
    # NumPy's numbers are told by item(), for NumPy itself is not loaded for the list of parts
    is_real = isinstance(value, (int, float)) or (
        isinstance(value, numbers.Real) and hasattr(value, "item")
    )
    if (
        not is_real
        or isinstance(value, bool)
        or not math.isfinite(value)
        or not (value >= at_least and above < value < below)
    ):
        bounds = [
            f"{words} {bound:g}"
            for words, bound in (("of at least", at_least), ("above", above), ("below", below))
            if math.isfinite(bound)
        ]
        expected = " ".join(["a finite number", " and ".join(bounds)]).rstrip()
        raise ValueError(f"{name}: expected {expected}, received {value!r}")
    return value if isinstance(value, (int, float)) else value.item()


def boolean(name, value):
    """The value as bool; ValueError unless it is True or False, NumPy's own included."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise ValueError(f"{name}: expected True or False, received {value!r}")
    return bool(value)


def choice(name, value, known):
    """The value; ValueError unless it is one of the known ones."""
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name}: expected one of {', '.join(known)}, received {value!r}")
    return value


def _integer(value):
    """The value as Python's int, NumPy's integers included; None for anything else."""
    if isinstance(value, bool):
        return None
    try:
        return operator.index(value)
    except TypeError:
        return None

"""Settings: what a person changes of a part's parameters, as values or as text."""

import dataclasses
import math
import re
import types
import typing

from lab.errors import LabError
from lab.experiment.parameters import limits


def before_settings(kind, settings, smoke=False):
    """The parameters that `settings` change: the defaults of this class, or the preset they name.

    Returns the `smoke` variant if asked for. Raises LabError for an unknown preset.
    """
    parameters = kind()
    if "preset" in settings and kind.PRESETS:
        parameters = with_settings(parameters, {"preset": settings["preset"]})
        parameters = dataclasses.replace(parameters, **kind.PRESETS[parameters.preset])
    return parameters.smoke() if smoke else parameters


def with_settings(parameters, settings):
    """A copy of `parameters` with these fields changed; values may be text, as on a command line.

    Raises LabError for an unknown name (it lists the known ones), a value that is not of the
    field's type, and an invalid value.
    """
    kind = type(parameters)
    names = [field.name for field in dataclasses.fields(kind)]
    types_of = typing.get_type_hints(kind)
    changes = {}
    for name, value in settings.items():
        if name not in names:
            raise LabError(f"unknown parameter {name!r}: choose {', '.join(names)}")
        changes[name] = _checked(name, _cast(name, value, types_of[name]), limits(kind, name))
    return dataclasses.replace(parameters, **changes)


def changed(parameters, defaults):
    """The fields that differ from `defaults`, as a dict of name to text."""
    return {
        field.name: as_text(getattr(parameters, field.name))
        for field in dataclasses.fields(parameters)
        if getattr(parameters, field.name) != getattr(defaults, field.name)
    }


def _cast(name, value, kind):
    try:
        if isinstance(kind, types.GenericAlias):
            element = typing.get_args(kind)[0]
            # a comma, or the x with which a run's name has them
            parts = re.split("[,x]", value) if isinstance(value, str) else list(value)
            return tuple(_number(part, element) for part in parts)
        if kind is str:
            return str(value)
        if kind is bool:
            return {"true": True, "false": False}[str(value).lower()]
        return _number(value, kind)
    except (TypeError, ValueError, KeyError, OverflowError):
        raise LabError(f"{name}={value!r} cannot be read as {_kind_name(kind)}") from None


def _number(value, kind):
    number = kind(value)
    if isinstance(value, bool) or not math.isfinite(number) or number != float(value):
        raise ValueError(value)
    return number


def _kind_name(kind):
    if isinstance(kind, types.GenericAlias):
        element = typing.get_args(kind)[0]
        return f"{'integers' if element is int else 'numbers'} separated by commas"
    return {int: "an integer", float: "a number", bool: "true or false", str: "text"}[kind]


def _checked(name, value, limits):
    shown = f"{name}={as_text(value)}"
    elements = value if isinstance(value, tuple) else (value,)
    if not elements:
        raise LabError(f"{shown} is invalid: must hold at least one number")
    for element in elements:
        if limits["at_least"] is not None and element < limits["at_least"]:
            raise LabError(f"{shown} is invalid: must be at least {limits['at_least']}")
        if limits["above"] is not None and element <= limits["above"]:
            raise LabError(f"{shown} is invalid: must be above {limits['above']}")
        if limits["below"] is not None and element >= limits["below"]:
            raise LabError(f"{shown} is invalid: must be below {limits['below']}")
        if limits["choices"] is not None and element not in limits["choices"]:
            raise LabError(f"{shown} is unknown: choose {', '.join(limits['choices'])}")
    return value


def as_text(value):
    """A parameter's value as it stands in the name of a run: 4 for 4.0, 64x32 for (64, 32)."""
    if isinstance(value, tuple):
        return "x".join(as_text(element) for element in value)
    return str(value).removesuffix(".0")

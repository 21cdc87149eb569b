"""Kinds of checks: what a reply should be, and the first entry where it is not."""

import math

import numpy as np

from lab.assignments.exercise import Check, Verdict
from lab.languages import number, say, say_count

# of the largest expected entry; float32 keeps this over sums of a hundred terms, and a derivative
# that is off by a thousandth does not
TOLERANCE = 1e-5
# smaller errors than this differ from machine to machine
LEAST_SHOWN = -9
STEP = 1e-6
# of the standard error: right samples are never further from the mean
FURTHEST = 7


def value(
    name, points, arguments, expected, *, recipe="call", reply="value", tolerance=TOLERANCE, **more
):
    """A Check that one array of the reply is `expected(**arguments)`."""

    def judge(given, received):
        return compared(expected(**given), received[reply], tolerance)

    return Check(name, points, recipe, arguments, judge, **more)


def derivative(
    name, points, arguments, forward, *, by, recipe="gradients", tolerance=TOLERANCE, **more
):
    """A Check of dL/d<by> for L = sum(upstream * forward(**arguments)), by central differences.

    The arguments hold `upstream`, of the shape of the forward's value. by: the name of an argument.
    recipe: one that replies as `gradients` does.
    """

    def judge(given, received):
        if f"no dL/d{by}" in received:
            return Verdict(False, say("no gradient arrives there: it is None"))
        expected = differences(forward, given, by)
        return compared(expected, received[f"dL/d{by}"], tolerance)

    return Check(name, points, recipe, arguments, judge, **more)


def refusal(name, points, arguments, *, recipe="refuses", **more):
    """A Check that ValueError is raised. recipe: one that replies as `refuses` does."""

    def judge(given, received):
        if received["value"] == 1:
            return Verdict(True, say("ValueError is raised"))
        return Verdict(False, say("ValueError is to be raised here, and is not"))

    return Check(name, points, recipe, arguments, judge, **more)


def differences(forward, given, by):
    """The derivative of sum(upstream * forward(...)) by one argument, entry by entry."""
    arguments = {name: array.copy() for name, array in given.items() if name != "upstream"}
    moved = arguments[by]
    found = np.zeros(moved.shape)
    for index in np.ndindex(moved.shape):
        before = moved[index]
        ends = []
        for step in (STEP, -STEP):
            moved[index] = before + step
            ends.append(np.sum(given["upstream"] * forward(**arguments)))
        moved[index] = before
        found[index] = (ends[0] - ends[1]) / (2 * STEP)
    return found


def compared(expected, received, tolerance=TOLERANCE):
    """The Verdict on an array: its shape, and every entry within `tolerance` of the largest one."""
    expected = np.asarray(expected, float)
    if received.dtype.kind not in "biuf":
        return Verdict(False, say("expected numbers, received {kind}", kind=str(received.dtype)))
    if received.shape != expected.shape:
        return Verdict(
            False,
            say(
                "expected the shape {expected}, received {received}",
                expected=str(expected.shape),
                received=str(received.shape),
            ),
        )
    scale = max(np.abs(expected).max(initial=0), np.finfo(float).tiny)
    with np.errstate(invalid="ignore", over="ignore"):
        errors = np.abs(received - expected) / scale
    wrong = ~(errors <= tolerance)
    if wrong.any():
        index = tuple(int(i) for i in np.argwhere(wrong)[0])
        return Verdict(False, _entry(index, expected[index], received[index]))
    worst = errors.max(initial=0)
    power = max(LEAST_SHOWN, math.ceil(math.log10(worst))) if worst > 0 else LEAST_SHOWN
    return Verdict(
        True,
        say_count(
            "{n} entry, worst relative error below {power}",
            "{n} entries, worst relative error below {power}",
            expected.size,
            power=number(10.0**power, ".0e"),
        ),
    )


def compared_mean(expected, variance, received, count):
    """The Verdict on a mean over so many samples: whether it is as far from `expected` as that of
    independent ones of this variance may be.
    """
    if not (shape := compared(expected, received, np.inf)).passed:
        return shape
    expected = np.asarray(expected, float)
    error = FURTHEST * np.sqrt(np.broadcast_to(variance, expected.shape) / count)
    wrong = ~(np.abs(received - expected) <= error)
    numbers = {"n": int(count), "error": float(error.max())}
    if not wrong.any():
        return Verdict(True, say("mean of {n} samples within ± {error:.1g}", **numbers))
    index = tuple(np.argwhere(wrong)[0])
    return Verdict(
        False,
        say(
            "mean of {n} samples: expected {expected:.5g} ± {error:.1g}, received {mean:.5g}",
            expected=float(expected[index]),
            mean=float(received[index]),
            **numbers,
        ),
    )


def _entry(index, expected, received):
    numbers = {"expected": float(expected), "received": float(received)}
    if not index:
        return say("expected {expected:.6g}, received {received:.6g}", **numbers)
    place = str(index) if len(index) > 1 else str(index[0])
    return say(
        "at {place}: expected {expected:.6g}, received {received:.6g}", place=place, **numbers
    )

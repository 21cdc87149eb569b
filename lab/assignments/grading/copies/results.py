"""Wrong results in a form in which two students' can be compared."""

import re
from typing import NamedTuple

from lab.assignments.judge import FAILED
from lab.languages import say

_NUMBER = re.compile(r"[-\u2212]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?")


class Result(NamedTuple):
    """Of a check of a function: the typical mistake that it is, or else what was said of it, in no
    language.
    """

    function: str
    check: str
    mistake: str
    said: tuple[str, ...]


def wrong_results(record):
    """{Result: (number of the exercise, check, words)} of the checks that failed in a Record.

    Not of those that ended their process: many ways lead there.
    """
    found = {}
    for mark in record.marked:
        for outcome in mark.outcomes:
            if outcome.state != FAILED or outcome.broken:
                continue
            exercise, words = mark.exercise, outcome.words
            if outcome.mistake:
                words = say(exercise.mistakes[outcome.mistake].words)
            result = Result(
                exercise.function,
                outcome.name,
                outcome.mistake,
                () if outcome.mistake else _plain(outcome.words),
            )
            found[result] = (exercise.number, outcome.name, words)
    return found


def _plain(words):
    """The numbers in words, whatever the language; the words where there are none. Not the place
    in the file, which ends them.
    """
    told = re.sub(r" \([^()]*\.py\)$", "", words)
    numbers = [number.replace(",", ".") for number in _NUMBER.findall(told)]
    return tuple(numbers) or (told,)

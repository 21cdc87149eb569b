"""Of pairs of similar submissions what their page shows, within bounds."""

import dataclasses
import re
from typing import NamedTuple

MOST_PAIRS, MOST_LINES, LONGEST_LINE = 100, 80, 500


class Student(NamedTuple):
    """One of two, as pages name him."""

    student: str
    name: str


@dataclasses.dataclass(frozen=True)
class Excerpt:
    """Lines of a student's file. lines: (number, text) of each. left_out: how many more follow."""

    of: Student
    first: int
    last: int
    lines: tuple
    left_out: int


@dataclasses.dataclass(frozen=True)
class Shown:
    """A Pair to be shown. passages: two Excerpts each."""

    pair: object
    first: Student
    second: Student
    passages: tuple

    @property
    def lines(self):
        """How many lines of code are shared, counted in the first's file."""
        return sum(left.last - left.first + 1 for left, _ in self.passages)


def shown(pairs, texts, names):
    """What is Shown of these Pairs. texts, names: {student: his file}, {student: his name}."""
    lines = {student: re.split("\r\n?|\n", text) for student, text in texts.items()}
    return [_shown(pair, lines, names) for pair in pairs[:MOST_PAIRS]]


def students(of, names):
    """The Students with these names, sorted by them."""
    return sorted((Student(one, names.get(one, one)) for one in of), key=lambda one: one[::-1])


def _shown(pair, lines, names):
    both = [Student(one, names.get(one, one)) for one in (pair.first, pair.second)]
    passages = tuple(
        tuple(
            _excerpt(one, lines[one.student], *span) for one, span in zip(both, spans, strict=True)
        )
        for spans in pair.passages
    )
    return Shown(pair, *both, passages)


def _excerpt(of, lines, first, last):
    until = min(last, first + MOST_LINES - 1)
    told = enumerate(lines[first - 1 : until], first)
    return Excerpt(
        of, first, last, tuple((number, line[:LONGEST_LINE]) for number, line in told), last - until
    )

"""What a class got, and what it misunderstood, in numbers."""

import collections
import dataclasses
import statistics

from lab.assignments.grading.record import Record
from lab.languages import say

BINS = 10


@dataclasses.dataclass(frozen=True)
class Misconception:
    """A mistake that was recognised, and who made it. words: what it deserves to be told."""

    exercise: object
    words: str
    records: tuple[Record, ...]


@dataclasses.dataclass(frozen=True)
class OfExercise:
    """How a class did an exercise: over the submissions that could be run.

    mean: of the points. full, unwritten: how many have all of them, and how many wrote nothing.
    commonest: its Misconception that most had, or None.
    """

    exercise: object
    mean: float
    full: int
    unwritten: int
    commonest: Misconception | None


@dataclasses.dataclass(frozen=True)
class Bin:
    """How many totals lie from `low` to below `high` points, in the last one up to it."""

    low: float
    high: float
    count: int


@dataclasses.dataclass(frozen=True)
class OfTotals:
    """The totals of a class. final: how many of them have all questions marked."""

    count: int
    ran: int
    final: int
    mean: float
    median: float
    bins: tuple[Bin, ...]


def by_name(record):
    """A key by which records are sorted."""
    # as in a dictionary, ё is no letter by itself
    return record.name.casefold().replace("ё", "е"), record.name, record.student


def repeated(names):
    """The names that several students have."""
    return {name for name, count in collections.Counter(names).items() if count > 1}


def misconceptions(lab, grades):
    """The Misconceptions of a class, the most frequent first, as the catalogue has them."""
    found = [each for exercise in lab.exercises for each in _of(exercise, grades)]
    return sorted(found, key=lambda each: -len(each.records))


def of_exercises(lab, grades):
    """An OfExercise for each exercise of a lab."""
    return [_of_exercise(exercise, grades) for exercise in lab.exercises]


def of_totals(lab, grades):
    """The OfTotals of a class."""
    totals = [grade.total for grade in grades]
    return OfTotals(
        count=len(grades),
        ran=sum(bool(grade.record.marked) for grade in grades),
        final=sum(grade.is_final for grade in grades),
        mean=statistics.fmean(totals) if totals else 0.0,
        median=statistics.median(totals) if totals else 0.0,
        bins=tuple(_bins(lab.points, totals)),
    )


def _bins(most, totals):
    places = [min(BINS - 1, int(BINS * total / most)) for total in totals]
    for place in range(BINS):
        low, high = most * place / BINS, most * (place + 1) / BINS
        yield Bin(low, high, places.count(place))


def _of_exercise(exercise, grades):
    marks = [mark for grade in grades for mark in _marks(exercise, grade.record)]
    points = [mark.points for mark in marks]
    made = sorted(_of(exercise, grades), key=lambda each: -len(each.records))
    return OfExercise(
        exercise,
        mean=statistics.fmean(points) if points else 0.0,
        full=sum(mark.points == exercise.points for mark in marks),
        unwritten=sum(not mark.is_written for mark in marks),
        commonest=made[0] if made else None,
    )


def _of(exercise, grades):
    """The Misconceptions of an exercise."""
    records = sorted((grade.record for grade in grades), key=by_name)
    for name, mistake in exercise.mistakes.items():
        by = tuple(record for record in records if name in _made(exercise, record))
        if by:
            yield Misconception(exercise, say(mistake.words), by)


def _made(exercise, record):
    """The names of the mistakes that a student made in an exercise."""
    return {outcome.mistake for mark in _marks(exercise, record) for outcome in mark.outcomes}


def _marks(exercise, record):
    """What of a Record is of an exercise: nothing where nothing could be run."""
    return [mark for mark in record.marked if mark.exercise.number == exercise.number]

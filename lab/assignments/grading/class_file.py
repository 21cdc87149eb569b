"""class.toml: what a teacher sets for his class, and how a lab looks with it.

language = "ru"                  # of pages and handouts, where a student's is not given
students = "students.csv"        # file, id, name, language: see students.py
times = "times.csv"              # student, time: when the learning system received it
groups = [["ivanov", "petrova"]]    # who may hand in together
seed = 20270301                  # of the checks' inputs; without it one is drawn and kept

[lab3]
deadline = 2027-03-01T23:59:00+03:00
late_percent_per_day = 10
late_days = 5                    # after them nothing counts
exercises = ["3.1", "3.2"]       # without it all of them
points = {"3.2" = 20}
"""

import dataclasses
import math
import tomllib
from datetime import datetime
from pathlib import Path

from lab.assignments.asked import asked
from lab.assignments.grading.tables import rows
from lab.assignments.labs import LABS
from lab.errors import LabError
from lab.languages import LANGUAGES
from lab.storage.reading import read_bytes

LARGEST_BYTES = 2**20
SECONDS_PER_DAY = 24 * 60 * 60


@dataclasses.dataclass(frozen=True)
class LabSettings:
    """What a class has for one lab. times: {student: when he handed in}. late_percent_per_day: of
    the points, for each day begun after the deadline; after `late_days` of them nothing counts.
    """

    deadline: datetime | None = None
    times: dict = dataclasses.field(default_factory=dict)
    late_percent_per_day: float = 0.0
    late_days: int | None = None
    exercises: tuple[str, ...] = ()
    points: dict = dataclasses.field(default_factory=dict)

    def lab(self, lab):
        """A Lab with the exercises that are asked, worth their points."""
        return asked(lab, self.exercises, self.points)

    def days_late(self, student):
        """Days begun after the deadline; 0 where one of the two times is not known."""
        handed_in = self.times.get(student)
        if self.deadline is None or handed_in is None:
            return 0
        seconds = (handed_in - self.deadline).total_seconds()
        return max(0, math.ceil(seconds / SECONDS_PER_DAY))

    def lost(self, points, days):
        """How many of these points so many days cost."""
        if not days:
            return 0.0
        if self.late_days is not None and days > self.late_days:
            return float(points)
        return round(min(1.0, self.late_percent_per_day * days / 100) * points, 1)


@dataclasses.dataclass(frozen=True)
class ClassSettings:
    """What a class has for all labs. students: the path of a table, or None. labs: {number:
    LabSettings}.
    """

    language: str = "en"
    students: Path | None = None
    groups: tuple = ()
    seed: int | None = None
    labs: dict = dataclasses.field(default_factory=dict)

    def of(self, lab):
        """The LabSettings of a lab."""
        return self.labs.get(lab.number, LabSettings())


def read_class(path):
    """The ClassSettings of a TOML file. Raises LabError with what is wrong in it."""
    path = Path(path)
    try:
        found = tomllib.loads(read_bytes(path, LARGEST_BYTES).decode("utf-8"))
    except OSError as error:
        raise LabError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise LabError(f"{path} cannot be read: {reason}") from None
    table = _Table(path, "", found)
    labs = {lab.number: lab for lab in LABS}
    settings = ClassSettings(
        language=table.take("language", _language, "en"),
        students=table.take("students", path.parent.joinpath, None),
        groups=table.take("groups", _groups, ()),
        seed=table.take("seed", _whole, None),
        labs={
            number: table.take(lab.module, lambda given, lab=lab: _lab(path, lab, given), None)
            for number, lab in labs.items()
            if lab.module in found
        },
    )
    table.check_all_read()
    return settings


class _Table:
    """A table of the file, whose entries are taken one by one."""

    def __init__(self, path, name, entries):
        self.place = f"{path}, [{name}]" if name else str(path)
        if not isinstance(entries, dict):
            raise LabError(f"{self.place}: expected a table")
        self._left = dict(entries)
        self._known = []

    def take(self, name, read, usual):
        self._known.append(name)
        if name not in self._left:
            return usual
        given = self._left.pop(name)
        try:
            return read(given)
        except (TypeError, ValueError) as error:
            raise LabError(f"{self.place}: {name} = {given!r}: {error}") from None

    def check_all_read(self):
        for name in self._left:
            raise LabError(f"{self.place}: unknown {name!r}: choose {', '.join(self._known)}")


def _lab(path, lab, entries):
    table = _Table(path, lab.module, entries)
    numbers = {exercise.number for exercise in lab.exercises}
    settings = LabSettings(
        deadline=table.take("deadline", _moment, None),
        times=_times(table.take("times", path.parent.joinpath, None)),
        late_percent_per_day=table.take("late_percent_per_day", _percent, 0.0),
        late_days=table.take("late_days", _whole, None),
        exercises=table.take("exercises", lambda given: _known(given, numbers), ()),
        points=table.take("points", lambda given: _points(given, numbers), {}),
    )
    table.check_all_read()
    return settings


def _times(path):
    """{student: time} of the table that a learning system's export was made to."""
    if path is None:
        return {}
    times = {}
    for line, row in rows(path, ("student", "time")):
        if not row.get("student") or not row.get("time"):
            raise LabError(f"{path}, line {line}: expected the columns student and time")
        try:
            times[row["student"]] = _moment(datetime.fromisoformat(row["time"]))
        except (TypeError, ValueError) as error:
            raise LabError(f"{path}, line {line}: {row['time']!r}: {error}") from None
    return times


def _language(given):
    if given not in LANGUAGES:
        raise ValueError(f"choose {' or '.join(LANGUAGES)}")
    return given


def _moment(given):
    if not isinstance(given, datetime) or given.tzinfo is None:
        raise ValueError("expected a date, a time and its zone, as 2027-03-01T23:59:00+03:00")
    return given


def _whole(given):
    if type(given) is not int or given < 0:
        raise ValueError("expected a whole number of at least 0")
    return given


def _percent(given):
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= 100:
        raise ValueError("expected a number from 0 to 100")
    return float(given)


def _known(given, numbers):
    if not isinstance(given, list) or not given or not set(map(str, given)) <= numbers:
        raise ValueError(f"expected a list of {', '.join(sorted(numbers))}")
    return tuple(map(str, given))


def _points(given, numbers):
    if not isinstance(given, dict):
        raise ValueError('expected a table, as {"3.2" = 20}')
    _known(list(given), numbers)
    return {number: _whole(points) for number, points in given.items()}


def _groups(given):
    is_lists = isinstance(given, list) and all(isinstance(group, list) for group in given)
    if not is_lists or not all(isinstance(name, str) for group in given for name in group):
        raise ValueError("expected lists of students")
    names = [name for group in given for name in group]
    if len(set(names)) < len(names):
        raise ValueError("a student stands in two groups")
    return tuple(map(frozenset, given))

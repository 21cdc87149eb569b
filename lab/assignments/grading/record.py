"""What the grading of one submission found: the judge's outcomes, and what is said beside them."""

import dataclasses

from lab.assignments.judge import Marked, Outcome


@dataclasses.dataclass(frozen=True)
class Record:
    """One student's graded submission of a lab.

    student: by whom the learning system knows him, fit for a file's name. name: for people.
    language: that of his page, one of lab.languages.LANGUAGES; the words of `marked` speak it.
    marked: a Marked for each exercise; () where nothing could be run. problem: a line that says why
    nothing could be run, or "". notes: lines for student and teacher, such as which of several
    tries counts.
    """

    student: str
    name: str
    language: str
    marked: tuple = ()
    problem: str = ""
    notes: tuple[str, ...] = ()

    @property
    def points(self):
        """What all functions earned."""
        return sum(mark.points for mark in self.marked)


def as_json(record):
    """A Record as plain values."""
    plain = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}
    plain["marked"] = {
        mark.exercise.number: [dataclasses.asdict(outcome) for outcome in mark.outcomes]
        for mark in record.marked
    }
    return plain


def from_json(plain, lab):
    """The Record of plain values, for a lab. Raises ValueError for what is none."""
    exercises = {exercise.number: exercise for exercise in lab.exercises}
    try:
        marked = tuple(
            Marked(exercises[number], tuple(Outcome(**outcome) for outcome in outcomes))
            for number, outcomes in plain["marked"].items()
        )
        return Record(**{**plain, "notes": tuple(plain["notes"]), "marked": marked})
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"it is no record of a grading ({error})") from None

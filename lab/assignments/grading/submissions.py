"""Who handed in what: a folder as a teacher downloads it, or a zip of one, read in memory.

Whose a file is, `names.py` and the teacher's table (`students.py`) say; `contents.py` reads within
bounds; which of a student's files count, `choice.py` says.
"""

import dataclasses
import hashlib
import json

from lab.assignments.grading.choice import Choice
from lab.assignments.grading.contents import entries
from lab.assignments.grading.names import MOODLE, Handed, identifier, mark, owned
from lab.assignments.grading.students import Table
from lab.errors import LabError, one_line
from lab.languages import say, speaking, spoken

LONGEST_NAME = 200


@dataclasses.dataclass(frozen=True)
class Submission:
    """What one student handed in.

    student: fit for a file's name, and nobody else's. name: for people, as the system wrote it.
    language: the table's, else "". text: that of his labN.py for the worker; "" where nothing can
    be run, and `problem` is a line that says why. notes: lines for student and teacher: which of
    several tries counts, what was left aside. answers: {question: what he wrote to it in his
    notebook}. checksum: SHA-256 of text and answers.
    """

    student: str
    name: str
    language: str = ""
    text: str = ""
    problem: str = ""
    notes: tuple[str, ...] = ()
    answers: dict = dataclasses.field(default_factory=dict)
    checksum: str = ""


def found(lab, folder, students=None):
    """(Submissions sorted by student, lines on files that are nobody's) of a lab, in a folder or in
    a zip archive of one. students: the path of the teacher's table, or None.

    Raises LabError where the folder or the table cannot be read. What a student handed in never
    stops the others: what is wrong with it is his submission's problem.
    """
    table = Table(students) if students else None
    try:
        given = _of_the_class(list(entries(folder)))
    except ValueError as error:
        raise LabError(f"{folder}: {error}: expected a folder, or a zip of one") from None
    whose, lines = {}, []
    for entry in given:
        owner, handed = owned(entry, lab.module) or (None, None)
        if owner:
            whose.setdefault(owner, []).append(handed)
        else:
            told = {"file": entry.place}
            lines.append(
                say("{file} is nobody's: name it, or its folder, after the student", **told)
            )
    rows = table.rows(whose) if table else {}
    for owner in whose if table else ():
        if owner not in rows:
            told = {"file": one_line(owner.top), "table": str(students)}
            lines.append(say("{file} is not in {table}", **told))
    people = _people(whose, rows)
    doubtful = _distinguish(people)
    submissions = [_submission(lab, person) for person in people]
    return sorted(submissions, key=lambda one: one.student), lines + doubtful


def of_one(lab, folder, language):
    """The Submission of the student whose folder this is. Raises LabError where there is none."""
    try:
        handed = [Handed(entry, entry.parts[-1]) for entry in entries(folder)]
    except ValueError as error:
        raise LabError(f"{folder}: {error}: expected a folder, or a zip of one") from None
    return _submission(lab, _Person("submission", "", language, handed=handed))


@dataclasses.dataclass
class _Person:
    """A student, and what is his. handed: names.Handed."""

    student: str
    name: str
    language: str = ""
    # how sure his id is: the surest keeps it, whoever else would have the same
    rank: int = 0
    number: str = ""
    handed: list = dataclasses.field(default_factory=list)


def _people(whose, rows):
    """The students, each of whom may own several folders or files."""
    people = {}
    for owner, handed in sorted(whose.items(), key=lambda item: item[0].top):
        row = rows.get(owner)
        if row:
            person = _Person(row.student, row.name or owner.name, row.language, rank=3)
        else:
            student = identifier(owner.number or owner.name)
            rank = (2 if owner.number else 1) if owner.is_certain else 0
            person = _Person(student, owner.name, rank=rank, number=owner.number)
        key = row.student if row else owner.who
        people.setdefault(key, person).handed.extend(handed)
    return list(people.values())


def _distinguish(people):
    """Gives an id of his own to whoever has one of somebody else's; lines on that."""
    alike = {}
    for person in people:
        # a disk may take a capital letter for a small one
        alike.setdefault(person.student.casefold(), []).append(person)
    lines = []
    for those in alike.values():
        if len(those) == 1:
            continue
        most = max(person.rank for person in those)
        surest = [person for person in those if person.rank == most]
        for person in those:
            if [person] != surest:
                person.student += f"-{mark(f'{person.name} {person.number}')}"
        names = ", ".join(sorted(f"{person.name} ({person.student})" for person in those))
        lines.append(say("several would have the same id: {names}", names=names))
    return sorted(lines)


def _submission(lab, person):
    with speaking(person.language or spoken()):
        choice = Choice(lab, person.handed)
        problem, notes = one_line(choice.problem), tuple(map(one_line, choice.notes))
    counts = json.dumps([choice.text, sorted(choice.answers.items())])
    return Submission(
        student=person.student,
        name=person.name[:LONGEST_NAME],
        language=person.language,
        text=choice.text,
        problem=problem,
        notes=notes,
        answers=choice.answers,
        checksum=hashlib.sha256(counts.encode()).hexdigest(),
    )


def _of_the_class(given):
    """The entries of a class: where all lie in one folder that holds several, as in a zip of a
    folder made by hand, those within it.
    """
    tops = {entry.parts[0] for entry in given}
    if len(tops) != 1 or MOODLE.fullmatch(*tops):
        return given
    within = [entry.within(entry.parts[1:]) for entry in given if len(entry.parts) > 1]
    within = [entry for entry in within if entry.parts != ("",)]
    folders = {entry.parts[0] for entry in within if len(entry.parts) > 1}
    is_named = any(entry.suffix == ".py" for entry in within if len(entry.parts) == 1)
    return within if len(folders) > 1 and not is_named else given

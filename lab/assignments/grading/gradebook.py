"""The teacher's files: tables of grades, one that learning systems import, what the run was.

Every file is written anew from the records of all students: the same records give the same bytes.
`marks.csv`, with the marks of the written questions, is the teacher's own: it is read, and written
only where there is none.
"""

import csv
import dataclasses
import io
import json
import secrets
import shutil
from pathlib import Path

from lab.assignments.exercise import QUESTION_POINTS
from lab.assignments.grading.grade import package_checksum, versions
from lab.assignments.grading.tables import rows
from lab.errors import LabError
from lab.languages import say, speaking
from lab.storage.files import written_beside
from lab.storage.reading import parsed_json, read_text

GRADES, IMPORT, MARKS, MANIFEST = "grades.csv", "import.csv", "marks.csv", "manifest.json"
# of cells by which a spreadsheet would begin a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Gradebook:
    """The folder with a lab's grades. lab: as the class has it."""

    def __init__(self, lab, folder):
        self.lab, self.folder = lab, Path(folder)

    def seed(self, given):
        """Of the checks' inputs: the class's, or that of the last grading, or a new one."""
        if given is not None:
            return given
        kept = self._manifest().get("seed")
        return kept if isinstance(kept, int) else secrets.randbelow(2**31)

    def begin(self, about):
        """Keeps what a grading is, before it has graded anyone."""
        if not (self.folder / MANIFEST).exists():
            self.put(MANIFEST, _manifest_text(about))

    def write(self, grades, about):
        """Writes the tables of these Grades, sorted by student, and what the run was (`about`).

        Tables that they replace are kept in history/, where they said something else; pages of
        those who were graded before and are not any more go.
        """
        gone = self._manifest().get("submissions", {}).keys()
        for student in gone - {grade.record.student for grade in grades}:
            for name in pages_of(student):
                (self.folder / name).unlink(missing_ok=True)
        grades = sorted(grades, key=lambda grade: grade.record.student)
        table = _table(self._rows(grades))
        self._keep(table)
        self.put(GRADES, table)
        self.put(IMPORT, _table(self._imported(grades)))
        self.put(MANIFEST, _manifest_text(about))
        if not (self.folder / MARKS).exists():
            self.put(MARKS, _table(self._empty_marks(grades)))

    def put(self, name, text):
        """Writes one of its files."""
        with written_beside(self.folder / name) as path:
            path.write_text(text, encoding="utf-8", newline="")

    def marks(self):
        """{student: {question: points or None}} of marks.csv. Raises LabError for what is none."""
        path = self.folder / MARKS
        if not path.exists():
            return {}
        found = {}
        for line, row in rows(path, ["student", *map(_question, self._questions())]):
            marks = {}
            for number in self._questions():
                cell = row[_question(number)]
                marks[number] = _mark(cell, f"{path}, line {line}, {_question(number)}")
            student = row["student"].removeprefix("'")
            if student in found:
                raise LabError(f"{path}, line {line}: {student} stands there twice")
            found[student] = marks
        return found

    def _questions(self):
        return range(1, len(self.lab.questions) + 1)

    def _rows(self, grades):
        exercises = self.lab.exercises
        checks = [(one.number, check.name) for one in exercises for check in one.checks]
        yield [
            *("student", "name", *(one.number for one in exercises)),
            *(f"{number} {name}" for number, name in checks),
            *("raw", "late", *map(_question, self._questions()), "total", "problem", "flags"),
        ]
        for grade in grades:
            marks = {mark.exercise.number: mark for mark in grade.record.marked}
            points = {
                (number, outcome.name): outcome.points
                for number, mark in marks.items()
                for outcome in mark.outcomes
            }
            yield [
                *(grade.record.student, grade.record.name),
                *(marks[one.number].points if one.number in marks else 0 for one in exercises),
                *(points.get(check, 0) for check in checks),
                *(grade.raw, f"{grade.late:g}"),
                *(_shown(grade.questions.get(number)) for number in self._questions()),
                *(f"{grade.total:g}", grade.record.problem, "; ".join(grade.flags)),
            ]

    def _imported(self, grades):
        """Canvas's columns; Moodle asks which of them is the user and which the grade."""
        yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"Lab {self.lab.number}"]
        for grade in grades:
            student = grade.record.student
            yield [grade.record.name, student, student, student, "", f"{grade.total:g}"]

    def _empty_marks(self, grades):
        yield ["student", "name", *map(_question, self._questions())]
        for grade in grades:
            empty = [""] * len(self.lab.questions)
            yield [grade.record.student, grade.record.name, *empty]

    def _keep(self, table):
        """The table that this one replaces, with its manifest, into a folder of history/."""
        old = self.folder / GRADES
        if not old.exists() or old.read_bytes() == table.encode():
            return
        history = self.folder / "history"
        kept = sorted(history.glob("*/" + GRADES))
        # a grading that was killed here has kept it
        if kept and kept[-1].read_bytes() == old.read_bytes():
            return
        place = history / f"{len(kept) + 1:03}"
        for name in (MANIFEST, GRADES):
            if (self.folder / name).exists():
                with written_beside(place / name) as path:
                    shutil.copyfile(self.folder / name, path)

    def _manifest(self):
        try:
            found = parsed_json(read_text(self.folder / MANIFEST))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def pages_of(student):
    """Names of a student's page, and of his results."""
    return f"students/{student}.html", f"results/{student}.results.json"


def about(lab, seed, isolation, submissions):
    """What a grading was, for its manifest: without a time, so that the same is the same."""
    with speaking("en"):
        layers = [say(layer) for layer in isolation.layers]
    return {
        "lab": lab.number,
        "seed": seed,
        "isolation": layers,
        "versions": versions(),
        "package": package_checksum(),
        "submissions": {one.student: one.checksum for one in submissions},
    }


def with_groups(grades, groups, names):
    """{student: Grade}, in which members of a group who handed in nothing have that of the one who
    did. names: {student: his name}, as far as they are known.
    """
    found = dict(grades)
    for group in groups:
        handed_in = sorted(group & grades.keys())
        if len(handed_in) != 1:
            continue
        theirs = grades[handed_in[0]]
        note = say("handed in together with {name}", name=theirs.record.name)
        for student in group - grades.keys():
            record = dataclasses.replace(
                theirs.record,
                student=student,
                name=names.get(student, student),
                notes=(*theirs.record.notes, note),
            )
            found[student] = dataclasses.replace(theirs, record=record)
    return found


def _manifest_text(about):
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _question(number):
    return f"question {number}"


def _shown(mark):
    return "" if mark is None else f"{mark:g}"


def _mark(cell, place):
    """Points of a cell; None of an empty one."""
    if not cell:
        return None
    try:
        points = float(cell.replace(",", "."))
    except ValueError:
        points = -1.0
    if not 0 <= points <= QUESTION_POINTS:
        raise LabError(f"{place}: {cell!r}: expected points from 0 to {QUESTION_POINTS}")
    return points


def _table(rows):
    """The text of a CSV table in which no cell is a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerows([_plain(str(cell)) for cell in row] for row in rows)
    return file.getvalue()


def _plain(cell):
    # numbers may be negative; nothing that a student names is one
    return f"'{cell}" if cell.startswith(FORMULA) and not cell[1:].isdecimal() else cell

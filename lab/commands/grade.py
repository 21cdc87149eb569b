"""A lab's submissions graded: tables, pages for teacher and students, what some share."""

import dataclasses
import json
from pathlib import Path

from lab.assignments.grading import copies, gradescope, pages, submissions
from lab.assignments.grading.class_file import ClassSettings, read_class
from lab.assignments.grading.grade import Grading, flags
from lab.assignments.grading.gradebook import MARKS, Gradebook, about, pages_of, with_groups
from lab.assignments.grading.sandbox import Bubblewrap, check_bubblewrap
from lab.assignments.grading.totals import Grade
from lab.assignments.isolation import OwnProcess
from lab.assignments.labs import find_whole
from lab.errors import LabError
from lab.languages import say, say_count, speaking, spoken
from lab.storage.locks import locked


@dataclasses.dataclass(frozen=True)
class GradeOptions:
    """What --grade is told. only: the student to grade again though nothing has changed, or None.
    jobs: how many workers at a time. class_file: the path of a class.toml, or None. command: by
    which a person grades once more.
    """

    out: str = "."
    class_file: str | None = None
    jobs: int = 2
    only: str | None = None
    isolation: str = "bubblewrap"
    command: str = ""


def grade(number, folder, options):
    """Yields the lines on the grading of all submissions of a lab in a folder.

    Raises LabError where the number is not of a lab, a file of the teacher cannot be read or
    written, or there is no sandbox.
    """
    lab = find_whole(number, "--grade")
    settings = (
        read_class(options.class_file) if options.class_file else ClassSettings(language=spoken())
    )
    isolation = OwnProcess
    if options.isolation == "bubblewrap":
        check_bubblewrap(f"--grade {number} {folder}")
        isolation = Bubblewrap
    grader = _Grader(settings.of(lab).lab(lab), settings, isolation, options)
    busy = say("another process is grading into {folder}", folder=str(grader.book.folder))
    with locked(grader.book.folder / ".lock", busy):
        yield from grader.lines(folder)


class _Grader:
    """One grading: who handed in, what was found, what is written of it."""

    def __init__(self, lab, settings, isolation, options):
        self.lab, self.settings = lab, settings
        self.isolation, self.options = isolation, options
        self.book = Gradebook(lab, Path(options.out, "grades", lab.module))

    def lines(self, folder):
        """Yields the lines on what is done and found."""
        # before anything is run, for what is wrong in it
        marks = self.book.marks()
        with speaking(self.settings.language):
            found, strays = submissions.found(self.lab, folder, self.settings.students)
        yield from strays
        yield from self._unknown(found, marks)
        if not found:
            raise LabError(f"no submission of lab {self.lab.number} in {folder}")
        languages = {one.student: one.language or self.settings.language for one in found}
        seed = self.book.seed(self.settings.seed)
        told = about(self.lab, seed, self.isolation, found)
        self.book.begin(told)
        records = {}
        for record, line in self._records(found, languages, seed):
            if record:
                records[record.student] = record
            if line:
                yield line
        submitted = {one.student: one for one in found}
        grades = {
            student: self._grade(record, marks, submitted[student])
            for student, record in records.items()
        }
        names = {one.student: one.name for one in found}
        grades = list(with_groups(grades, self.settings.groups, names).values())
        self.book.write(grades, told)
        self._write_pages(grades, found, told)
        yield from self._told(grades)

    def _unknown(self, found, marks):
        """Lines on students of whom only the teacher's tables know."""
        handed_in = {one.student for one in found}
        for group in self.settings.groups:
            for student in sorted(group - handed_in if group & handed_in else ()):
                yield say(
                    "{student} handed in nothing, and has what the group has", student=student
                )
        of_lab = self.settings.of(self.lab)
        untimed = len(handed_in - of_lab.times.keys())
        if of_lab.deadline and untimed:
            yield say_count(
                "there is a deadline, but no time of {n} student: counted as on time",
                "there is a deadline, but no time of {n} students: counted as on time",
                untimed,
            )
        known = handed_in.union(*self.settings.groups)
        tables = {MARKS: marks, "times": of_lab.times}
        for table, students in tables.items():
            for student in sorted(students.keys() - known):
                yield say(
                    "{table}: nobody who handed in is {student}", table=table, student=student
                )

    def _write_pages(self, grades, found, told):
        """The pages for the teacher, in his language, and for each student, in that student's."""
        with speaking(self.settings.language):
            self.book.put("index.html", pages.class_page(self.lab, grades, told))
            self.book.put("copies.html", self._copies(grades, found))
        for grade in grades:
            student = grade.record.student
            page, results = pages_of(student)
            text = json.dumps(gradescope.results(grade.record, self.lab), ensure_ascii=False)
            self.book.put(page, pages.student_page(self.lab, grade))
            self.book.put(results, text + "\n")

    def _copies(self, grades, found):
        texts = {one.student: one.text for one in found if one.text}
        names = {one.student: one.name for one in found}
        records = [grade.record for grade in grades if grade.record.student in texts]
        pairs = copies.pairs(self.lab, texts, records, self.settings.groups)
        # of whom nothing can be said: too little, or what could not be read
        unknown = {*copies.too_short(self.lab, texts), *(names.keys() - texts.keys())}
        return pages.copies_page(self.lab, pairs, texts, names, sorted(unknown))

    def _records(self, found, languages, seed):
        """Yields (Record or None, a line or "") of each student, and of those graded before."""
        grading = Grading(self.lab, seed, self.isolation, self.book.folder / "records")
        kept = grading.kept(found, languages)
        only = self.options.only
        if only not in (None, *languages):
            raise LabError(f"--only {only}: choose {', '.join(sorted(languages))}")
        kept.pop(only, None)
        if kept:
            yield None, say_count("{n} as graded before", "{n} as graded before", len(kept))
        yield from ((record, "") for record in kept.values())
        left = [one for one in found if one.student not in kept]
        for place, record in enumerate(grading.graded(left, languages, self.options.jobs), 1):
            what = record.problem or say(
                "{points} of {of} points", points=record.points, of=self.lab.function_points
            )
            yield record, f"[{place}/{len(left)}] {record.name}: {what}"

    def _grade(self, record, marks, submitted):
        """The Grade of a Record."""
        of_lab = self.settings.of(self.lab)
        days = of_lab.days_late(record.student)
        with speaking(record.language):
            words = say_count("{n} day late", "{n} days late", days) if days else ""
        with speaking(self.settings.language):
            told = tuple(flags(submitted.text, record))
        questions = {number: None for number, _ in enumerate(self.lab.questions, 1)}
        return Grade(
            record,
            late=of_lab.lost(record.points, days),
            late_words=words,
            questions=marks.get(record.student, questions),
            answers=submitted.answers,
            flags=told,
        )

    def _told(self, grades):
        unread = [grade.record for grade in grades if grade.record.problem]
        for record in unread:
            yield f"{record.name}: {record.problem}"
        count = {"n": len(grades), "folder": str(self.book.folder)}
        yield say("{n} students; tables and pages are in {folder}", **count)
        if self.isolation is OwnProcess:
            yield say("NOT in a sandbox: the code of students ran with your rights")
        yield say(
            "Marks for the written questions: in {file}, then {command} again",
            file=str(self.book.folder / MARKS),
            command=self.options.command,
        )

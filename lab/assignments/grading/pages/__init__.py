"""The pages of a grading: one HTML file each, with no script and nothing from the network.

A page says in its head that it may load and run nothing; what students wrote is escaped by the
templates (`templates.py`), which lie beside it.
"""

from lab.assignments.grading.pages import likenesses, summaries
from lab.assignments.grading.pages.templates import rendered
from lab.languages import speaking


def class_page(lab, grades, about):
    """The text of index.html, for the teacher, in the language spoken.

    grades: the Grade of each student, in any order. about: how it was graded, of which are
    shown "isolation", the layers as messages, and "versions", {name: version}.
    """
    return rendered(
        "class.jinja",
        lab=lab,
        grades=sorted(grades, key=lambda grade: summaries.by_name(grade.record)),
        namesakes=summaries.repeated(grade.record.name for grade in grades),
        exercises=summaries.of_exercises(lab, grades),
        misconceptions=summaries.misconceptions(lab, grades),
        totals=summaries.of_totals(lab, grades),
        about=about,
    )


def student_page(lab, grade):
    """The text of students/ID.html, in the student's language: what he got, and for what."""
    with speaking(grade.record.language):
        return rendered("student.jinja", lab=lab, grade=grade)


def copies_page(lab, pairs, texts, names, too_short=()):
    """The text of copies.html, for the teacher, in the language spoken: what pairs of students
    share, side by side.

    pairs: those of `grading.copies`, the most striking first. texts: {student: his file}. names:
    {student: his name}. too_short: the students of whose files nothing can be said.
    """
    unknown = likenesses.students(too_short, names)
    return rendered(
        "copies.jinja",
        lab=lab,
        pairs=likenesses.shown(pairs, texts, names),
        all=len(pairs),
        too_short=unknown,
        namesakes=summaries.repeated(names.values()),
    )

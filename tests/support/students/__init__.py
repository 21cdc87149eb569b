"""A class of forty who did lab 3, six of whom hand in what another wrote.

Everybody's functions are ways of tests/assignments/right, or the package's own, in his own words:
names, comments, small habits. Some err as one errs typically, some in a way of their own, and some
leave functions unwritten. All follows from a seed.
"""

import dataclasses
import random
from pathlib import Path

from lab.assignments import known
from lab.assignments.grading.record import Record
from lab.assignments.judge import FAILED, OK, UNWRITTEN, Marked, Outcome
from lab.assignments.labs.made import LAB
from tests.support.students import answers, rewriting
from tests.support.students.habits import PHRASES, Habits

SIZE = 40
# the share of functions that are not there, that go wrong, or that may go wrong as no other's
UNWRITTEN_SHARE, TYPICAL, OWN_ERROR = 0.06, 0.12, 0.1
KINDS = ("renamed", "reordered", "odd comments", "rare error", "everything", "another header")
# of the comments that a copier keeps
KEPT, LEAST_ODD = 3, 30


@dataclasses.dataclass(frozen=True)
class Part:
    """What one wrote for a function: its text with what it needs, and the error in it, if any:
    the name of a Mistake, or the way of `answers.SLIPS`.
    """

    text: str
    mistake: str = ""
    slip: str = ""


@dataclasses.dataclass(frozen=True)
class Student:
    """One of the class. parts: {function: Part}, in the order of the file; None for a stub."""

    name: str
    number: int
    language: str
    header: str
    parts: dict

    @property
    def identifier(self):
        """By what he is known."""
        return str(self.number)

    @property
    def text(self):
        """His file."""
        stubs = answers.stubs(self.language)
        functions = [
            stubs[name] if part is None else part.text for name, part in self.parts.items()
        ]
        return "\n\n\n".join([self.header + answers.imports(functions), *functions]) + "\n"

    @property
    def record(self):
        """What grading it finds, but for the words of typical mistakes."""
        marked = [_marked(exercise, self.parts[exercise.function]) for exercise in LAB.exercises]
        return Record(self.identifier, self.name, self.language, tuple(marked))


@dataclasses.dataclass(frozen=True)
class Class:
    """students: by name. planted: {kind of copy: the identifiers of the pair}."""

    students: tuple[Student, ...]
    planted: dict

    @property
    def texts(self):
        """{identifier: text}."""
        return {student.identifier: student.text for student in self.students}

    @property
    def records(self):
        """All of them."""
        return [student.record for student in self.students]


def written_class(seed, folder):
    """Writes the forty as Moodle would, and returns the Class."""
    drawn = drawn_class(seed)
    for student in drawn.students:
        place = Path(folder, f"{student.name}_{student.number}_assignsubmission_file_")
        place.mkdir(parents=True)
        (place / f"{LAB.module}.py").write_text(student.text, encoding="utf-8")
    return drawn


def drawn_class(seed, kinds=KINDS):
    """The Class of a seed, with these kinds of copies."""
    rng = random.Random(f"class {seed}")
    names = zip(*(rng.sample(PHRASES[of], SIZE) for of in ("given_names", "surnames")), strict=True)
    numbers = rng.sample(range(1000, 10000), SIZE)
    # each error of one's own is one student's alone, but for who copies it
    copied, *slips = rng.sample(sorted(answers.SLIPS), len(answers.SLIPS))
    students = [
        _honest(random.Random(f"{seed} {number}"), " ".join(name), number, slips)
        for name, number in zip(names, numbers, strict=True)
    ]
    honest, copiers = students[: SIZE - len(KINDS)], students[SIZE - len(kinds) :]
    planted = {}
    for kind, copier in zip(kinds, copiers, strict=True):
        victim = rng.choice([one for one in honest if _is_worth_copying(one, kind)])
        honest.remove(victim)
        if kind == "rare error":
            place = students.index(victim)
            victim = students[place] = _erring(rng, victim, copied)
        students[students.index(copier)] = _copied(rng, kind, victim, copier)
        planted[kind] = frozenset((victim.identifier, copier.identifier))
    return Class(tuple(sorted(students, key=lambda student: student.name)), planted)


def _honest(rng, name, number, slips):
    language = rng.choice(("en", "ru"))
    habits = Habits(rng, language)
    parts = {}
    for exercise in LAB.exercises:
        function, chance = exercise.function, rng.random()
        if chance < UNWRITTEN_SHARE:
            parts[function] = None
        elif chance < UNWRITTEN_SHARE + TYPICAL:
            mistake = rng.choice(sorted(exercise.mistakes))
            nodes = answers.wrong()[function, mistake]
            parts[function] = Part(habits.written(function, nodes), mistake=mistake)
        else:
            way = rng.choice(sorted(way for of, way in answers.right() if of == function))
            if (function, way) in slips and rng.random() < OWN_ERROR:
                slips.remove((function, way))
                parts[function] = _slipped(habits, function, way)
            else:
                nodes = [answers.right()[function, way]]
                parts[function] = Part(habits.written(function, nodes))
    if rng.random() < 0.15:
        parts = _shuffled(rng, parts)
    return Student(name, number, language, habits.header(name), parts)


def _slipped(habits, function, way):
    return Part(habits.written(function, [answers.slipped(function, way)]), slip=way)


def _erring(rng, student, slip):
    """A student with an error of his own."""
    part = _slipped(Habits(rng, student.language), *slip)
    return dataclasses.replace(student, parts=student.parts | {slip[0]: part})


def _copied(rng, kind, victim, copier):
    """What a copier hands in of another's."""
    habits, theirs = Habits(rng, copier.language), victim.parts
    header = habits.header(copier.name)
    if kind == "renamed":
        parts = _each(theirs, habits.renamed)
    elif kind == "reordered":
        parts = _shuffled(rng, theirs)
    elif kind == "odd comments":
        parts = copier.parts | _with_comments(rng, theirs, copier.parts)
    elif kind == "rare error":
        wrong = {name: part for name, part in theirs.items() if part.slip}
        parts = copier.parts | _each(wrong, habits.renamed)
    elif kind == "everything":
        parts = _each(theirs, lambda text: rewriting.reformatted(habits.renamed(text)))
        parts = _shuffled(rng, parts)
    else:
        header, parts = f"# {copier.name}\n# all of it my own work\n", theirs
    return dataclasses.replace(copier, header=header, parts=parts)


def _is_worth_copying(student, kind):
    odd = [part for part in student.parts.values() if part and _odd_comments(part)]
    return None not in student.parts.values() and (kind != "odd comments" or len(odd) >= KEPT)


def _odd_comments(part):
    lines = part.text.split("\n")
    return [words for line in lines if len(words := line.partition("# ")[2]) > LEAST_ODD]


def _shuffled(rng, parts):
    return dict(rng.sample(list(parts.items()), len(parts)))


def _each(parts, change):
    """Parts whose texts are changed."""
    return {name: dataclasses.replace(part, text=change(part.text)) for name, part in parts.items()}


def _with_comments(rng, theirs, own):
    """Parts of one's own with some of another's odd comments."""
    found = {}
    for name, part in own.items():
        odd = _odd_comments(theirs[name])
        if part and odd and len(found) < KEPT:
            text = rewriting.commented(part.text, odd[:1], rng)
            found[name] = dataclasses.replace(part, text=text)
    return found


def _marked(exercise, part):
    """As the judge would mark it."""
    failing = {}
    if part and part.mistake:
        names = known.failing(LAB, exercise)[part.mistake]
        failing = dict.fromkeys(names, ("expected 1, received 0", part.mistake))
    elif part and part.slip:
        number = random.Random(f"{exercise.number} {part.slip}").uniform(-9, 9)
        words = f"at (0, 1): expected {number:.5g}, received {number + 0.3:.5g}"
        failing = {exercise.checks[0].name: (words, "")}
    outcomes = []
    for check in exercise.checks:
        if part is None:
            outcomes.append(Outcome(check.name, UNWRITTEN, 0, check.points))
        elif check.name in failing:
            outcomes.append(Outcome(check.name, FAILED, 0, check.points, *failing[check.name]))
        else:
            outcomes.append(Outcome(check.name, OK, check.points, check.points))
    return Marked(exercise, tuple(outcomes))

"""The labs to write: the list of exercises, their checks and hints, experiments with them."""

import contextlib
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from lab import parts, program
from lab.assignments import sheet
from lab.assignments.exercise import QUESTION_POINTS
from lab.assignments.judge import FAILED, NOT_RUN, OK, UNWRITTEN, marked
from lab.assignments.labs import LABS, find
from lab.assignments.session import answering
from lab.assignments.tree import copy_package
from lab.assignments.workbook import Workbook
from lab.errors import LabError
from lab.languages import say

WIDTH = 80
NAME = 15
# the process of an experiment on one's own functions
OWN = (
    "import sys; sys.path.insert(0, {tree!r}); from lab.cli.own import run; "
    "sys.exit(run({arguments!r}, {work!r}, {numbers!r}))"
)


def exercises(work):
    """Yields the lines of the list: every lab, its exercises, their points and state."""
    for lab in LABS:
        yield say(
            "Lab {number}: {title}, about {hours} h",
            number=lab.number,
            title=say(lab.title),
            hours=lab.hours,
        )
        book = Workbook(lab, work)
        for exercise in lab.exercises:
            start = f"  {exercise.number}  {exercise.name:<36} {exercise.points:>3}"
            yield f"{start}  {_state(book, exercise)}"
        for number, _ in enumerate(lab.questions, 1):
            name = say("question {number}, in words", number=number)
            yield f"  {'':<3}  {name:<36} {QUESTION_POINTS:>3}"
        yield ""


def _state(book, exercise):
    if not exercise.target:
        return ""
    if not book.path.exists() or not book.source_of(exercise) or not book.is_written(exercise):
        return say("not written")
    points = book.points(exercise)
    if points is None:
        return say("not checked")
    return say("{points} of {of} points", points=points, of=exercise.points)


@contextlib.contextmanager
def fresh_session(lab, text):
    """A Session on the text of a student's file, in a process of its own for this once."""
    with answering(lab) as on:
        yield on(text)


def check(number, work, opened=fresh_session):
    """Yields the lines of a check: of an exercise such as "2.1", or of a whole lab.

    Where there is no file to check it is written, with stubs and notebooks, and nothing is checked.
    opened: of the lab and the file's text, the context manager that gives a Session.
    Raises LabError where there is no such exercise, or the file cannot be read.
    """
    lab, chosen = find(number)
    book = Workbook(lab, work)
    if book.start(parts.find(lab.part)):
        yield from _started(book, chosen[0])
        return
    text = book.code()
    points = 0
    with opened(lab, text) as session:
        for mark in marked(lab, session, chosen):
            points += mark.points
            book.remember_points(mark.exercise, mark.points)
            yield from _lines(mark)
    yield say(
        "{points} of {of} points",
        points=points,
        of=sum(exercise.points for exercise in chosen),
    )


def _started(book, exercise):
    yield say("Written: {path}, with a stub for each function.", path=book.path)
    yield say(
        "Notebooks with the statements and the checks: {paths}.",
        paths=", ".join(map(str, book.notebooks.values())),
    )
    yield say(
        "Next: write one, and check it: {command}",
        command=program.command(["--check", exercise.number]),
    )


def run_on_own(arguments, work):
    """Runs the command line with these arguments on the functions that a student has written.

    Returns its exit code. Raises LabError where nothing is written, or a file cannot be read.
    """
    numbers = written_numbers(work)
    print(say("On your functions: {numbers}", numbers=", ".join(numbers)), flush=True)
    with own_process(arguments, work, numbers) as command:
        return subprocess.run(command, check=False).returncode


def written_numbers(work):
    """The numbers of the exercises that are written in this folder. Raises LabError for none."""
    numbers = [
        exercise.number
        for book in _books(work)
        for exercise in book.lab.exercises
        if exercise.target and book.source_of(exercise) and book.is_written(exercise)
    ]
    if not numbers:
        raise LabError(
            f"--own: no function is written in {work}: {program.command(['--exercises'])}"
        )
    return numbers


def _books(work):
    return [book for book in (Workbook(lab, work) for lab in LABS) if book.path.exists()]


@contextlib.contextmanager
def own_process(arguments, work, numbers):
    """The command that runs the lab with these arguments on a student's functions."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy_package(Path(folder), [book.lab for book in _books(work)], only=numbers)
        boot = OWN.format(
            tree=folder, arguments=arguments, work=str(Path(work).resolve()), numbers=numbers
        )
        yield [sys.executable, "-B", "-c", boot]


def _lines(mark):
    exercise = mark.exercise
    yield f"{exercise.number} {exercise.name}   {mark.points}/{exercise.points}"
    if not mark.is_written:
        yield f"  {say(UNWRITTEN)}  {mark.outcomes[0].words}"
        return
    states = 2 + max(len(say(state)) for state in (OK, FAILED, NOT_RUN))
    above = ""
    for outcome, of_mistake in mark.told():
        start = f"  {say(outcome.state):<{states}}{outcome.name:<{NAME}}"
        room = WIDTH - len(start)
        first, *rest = textwrap.wrap(outcome.words, room - 6) or [""]
        if rest and outcome.words == above:
            first, rest = say("as above"), []
        above = outcome.words
        yield f"{start}{first:<{room - 6}} {outcome.points}/{outcome.of}"
        rest += textwrap.wrap(of_mistake, room)
        yield from (" " * len(start) + line for line in rest)
    if exercise.target and any(outcome.state == FAILED for outcome in mark.outcomes):
        yield "  " + say("Next: {command}", command=program.command(["--hint", exercise.number]))


def hint(number, work):
    """Yields the hints of an exercise: those told before, and the next one.

    Raises LabError where the number is of a whole lab, or there is no such exercise.
    """
    lab, chosen = find(number)
    if number == str(lab.number) or not chosen[0].target:
        raise LabError(f"--hint {number}: expected an exercise, such as {lab.exercises[0].number}")
    exercise = chosen[0]
    book = Workbook(lab, work)
    hints = [*filter(None, [*map(say, exercise.hints), sheet.last_hint(exercise)])]
    told = min(book.hints_told(exercise) + 1, len(hints))
    book.remember_hints(exercise, told)
    for place, words in enumerate(hints[:told], 1):
        yield say("Hint {place} of {all}:", place=place, all=len(hints))
        yield from (f"  {line}" for line in _wrapped(words))
    if told < len(hints):
        yield say("The next one: the same command again.")


def _wrapped(words):
    return [part for line in words.split("\n") for part in textwrap.wrap(line, 78) or [""]]

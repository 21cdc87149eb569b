"""The page of all that the tests try on the checks of the exercises:

python -m tests.assignments.table
"""

from pathlib import Path

from lab.assignments import known
from lab.assignments.labs import LABS
from lab.assignments.notebooks import _escaped
from tests.assignments.test_labs import right_files

PLACE = Path(__file__).with_name("RESULTS.md")
HEAD = """\
# What the checks of the exercises tell apart

{wrong} typical wrong answers and {right} right ones written otherwise, for {exercises} exercises.
The first check of a row has to catch the mistake and to name it; others that fail, too, follow.

What fails is read from [`lab/assignments/known`](../../lab/assignments/known), which a run on one
draw of numbers wrote, `python -m lab.assignments.known`; `tests/long/test_known` compares it with
a new one. `test_labs` runs every answer of this page on two other draws, `tests/long/test_seeds` on
twenty. `python -m tests.assignments.table` writes the page.
"""


def page():
    """The text of the page."""
    exercises = [exercise for lab in LABS for exercise in lab.exercises if exercise.target]
    ways = {lab: _ways(lab) for lab in LABS}
    head = HEAD.format(
        wrong=sum(len(exercise.mistakes) for exercise in exercises),
        right=sum(len(names) for of_lab in ways.values() for names in of_lab.values()),
        exercises=len(exercises),
    )
    return "\n".join([head, *(line for lab in LABS for line in _of_lab(lab, ways[lab]))])


def _ways(lab):
    """{exercise: names of the right ways to write it}."""
    found = {}
    for exercise, way, _ in right_files(lab):
        found.setdefault(exercise, []).append(way)
    return found


def _of_lab(lab, ways):
    yield f"## Lab {lab.number}: {lab.title}\n"
    for exercise in lab.exercises:
        checks = ", ".join(f"{check.name} ({check.points})" for check in exercise.checks)
        yield f"### {exercise.number} {exercise.name}: {exercise.points} points\n"
        yield f"Checks: {_cell(checks)}.\n"
        if not exercise.target:
            continue
        yield "| wrong answer | fails | is told |"
        yield "|---|---|---|"
        failing = known.failing(lab, exercise)
        for name, mistake in exercise.mistakes.items():
            fails = sorted(failing[name], key=lambda check: (check != mistake.check, check))
            yield f"| {_name(name)} | {_cell(', '.join(fails))} | {_cell(mistake.words)} |"
        yield f"\nRight, too: {', '.join(map(_name, ways[exercise]))}.\n"


def _name(function):
    return function.replace("_", " ")


def _cell(text):
    return _escaped(text).replace("|", "\\|")


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
    print(f"written: {PLACE}")

"""The notebooks of a lab: statements, cells that check, the experiment, the questions."""

import os
import re
from pathlib import Path

import nbformat

from lab import program
from lab.assignments import source, statements
from lab.assignments.exercise import QUESTION_POINTS
from lab.assignments.stubs import exercise_outer
from lab.languages import say, say_count, spoken

SETUP = """\
%load_ext autoreload
%autoreload 2
{path}import lab
import {module}"""
PATH = 'import sys\n\nsys.path.insert(0, "{checkout}")\n'
CHECK = 'lab.check("{number}", language=LANGUAGE)'
HINT = '# lab.hint("{number}", language=LANGUAGE)'
EXPERIMENT = 'lab.own("{part}", smoke=True, {dataset}language=LANGUAGE)'
# the embedded data set: no network, and the same for everybody
DATASET = 'dataset="digits", '
METADATA = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
# what Markdown would take for its own: [D]: at the start of a link, _ at that of a word, ...
_MARKS = re.compile(r"[*<$\\]|(?<!\w)_|_(?!\w)|\[(?=[^\]]*\][(:\[])")
# signs of a docstring as a person writes them
SIGNS = {
    "->": "→",
    "<-": "←",
    "<=": "≤",
    ">=": "≥",
    "+-": "±",
    "||": "‖",
    "^T": "ᵀ",
    "^2": "²",
}


def notebook(lab, part, folder):
    """The text of a lab's notebook in the language spoken, for this folder.

    part: the lab.experiment.part.Part to try the functions in, or None for none.
    """
    cells = [
        _told("lab", _head(lab)),
        _code("language", f'LANGUAGE = "{spoken()}"'),
        _code("setup", SETUP.format(path=_path(folder), module=lab.module)),
    ]
    for exercise in lab.exercises:
        name = exercise.number.replace(".", "-")
        lines = [CHECK.format(number=exercise.number)]
        lines += [HINT.format(number=exercise.number)] if exercise.target else []
        cells += [_told(f"exercise-{name}", _exercise(exercise))]
        cells += [_code(f"check-{name}", "\n".join(lines))]
    cells += [
        _told("all", "## " + say("The whole lab")),
        _code("check-all", CHECK.format(number=lab.number)),
    ]
    if part:
        cells += [_told("experiment", _experiment(part)), _code("own", _call(part))]
    for place, question in enumerate(lab.questions, 1):
        cells += [
            _told(f"question-{place}", _question(place, question)),
            _told(f"answer-{place}", answer_label()),
        ]
    hand_in = program.command(["--hand-in", str(lab.number)])
    cells += [_told("end", end(hand_in, f"{lab.module}.py"))]
    made = nbformat.v4.new_notebook(cells=cells, metadata=METADATA)
    return nbformat.writes(made)


def _told(name, text):
    return nbformat.v4.new_markdown_cell(text, id=name)


def _code(name, text):
    return nbformat.v4.new_code_cell(text, id=name)


def _path(folder):
    """The lines by which a checkout's package is found from there; an installed one needs none."""
    checkout = source.PACKAGE.parent
    if not (checkout / "run_lab.py").exists():
        return ""
    try:
        there = os.path.relpath(checkout, Path(folder).resolve())
    except ValueError:
        # on another drive
        there = checkout
    return PATH.format(checkout=Path(there).as_posix())


def _head(lab):
    return "\n\n".join(
        [
            "# " + say("Lab {number}: {title}", number=lab.number, title=say(lab.title)),
            say(
                "Write the functions in `{file}`, in this folder: each has a stub there. Save it "
                "and run the cell below a statement: it checks the file as it is then, and nothing "
                "has to be restarted. Code in this notebook is not checked. The module is imported "
                "here too, to try your functions.",
                file=f"{lab.module}.py",
            ),
            say(
                "The functions are worth {points} points, each of the two questions {of}; those "
                "you answer here. The lab takes about {hours} hours.",
                points=lab.function_points,
                of=QUESTION_POINTS,
                hours=lab.hours,
            ),
            *([_escaped(say(lab.introduction))] if lab.introduction else []),
        ]
    )


def _exercise(exercise):
    name = f"`{_name(exercise)}`" if exercise.target else say("together")
    points = say_count("{n} point", "{n} points", exercise.points)
    parts = [f"## {exercise.number} {name}: {points}"]
    if not exercise.target:
        return "\n\n".join([*parts, say("Nothing to write: your functions together.")])
    if exercise.formula:
        parts.append(f"$${exercise.formula}$$")
    node = exercise_outer(source.tree_of(exercise.module), exercise)
    told = statements.paragraphs(source.docstring(node), node)
    return "\n\n".join([*parts, *map(_markdown, told)])


def _name(exercise):
    """The function's name, and that of the function within it which alone is asked."""
    found = source.find(source.tree_of(exercise.module), exercise.qualified_name)
    is_whole = found.node is found.outer
    return exercise.function if is_whole else f"{exercise.function}.{found.node.name}"


def _markdown(blocks):
    """A paragraph of a statement as Markdown: formulas as they are set, the source in italics."""
    parts = []
    for block in blocks:
        if block.kind == statements.FORMULA and parts and parts[-1].startswith("```"):
            parts[-1] = parts[-1].removesuffix("```") + f"{_with_signs(block.text)}\n```"
        elif block.kind == statements.FORMULA:
            parts.append(f"```\n{_with_signs(block.text)}\n```")
        else:
            text = _escaped(block.text)
            parts.append(f"*{text}*" if block.kind == statements.SOURCE else text)
    return "\n\n".join(parts)


def _with_signs(text):
    for plain, sign in SIGNS.items():
        text = text.replace(plain, sign)
    return text


def _escaped(text):
    """A text of which Markdown makes neither emphasis nor links; `code` stays code."""
    pieces = re.split(r"(`[^`]*`)", text)
    return "".join(
        piece if piece.startswith("`") else _MARKS.sub(r"\\\g<0>", _with_signs(piece))
        for piece in pieces
    )


def _call(part):
    dataset = "" if part.own_data else DATASET
    return EXPERIMENT.format(part=part.name, dataset=dataset)


def _experiment(part):
    return "\n\n".join(
        [
            "## " + say("The experiment on your functions"),
            say(part.question),
            say(
                "The part `{part}` of the lab, with the functions that you have written in place "
                "of its own, in a short variant: it takes about a minute. Without `smoke=True` it "
                "is the full run, about {minutes:g} min.",
                part=part.name,
                minutes=part.minutes,
            ),
        ]
    )


def question_heading(place):
    """How the cell of a written question begins."""
    head = say("question {number}, in words", number=place)
    return f"## {head[:1].upper()}{head[1:]}"


def answer_label():
    """What stands in the cell for the answer."""
    return "*" + say("Your answer:") + "*"


def _question(place, question):
    points = say_count("{n} point", "{n} points", QUESTION_POINTS)
    return f"{question_heading(place)}: {points}\n\n{say(question)}"


def end(command, file):
    """The last cell."""
    return say(
        "To hand in, save this notebook; in the lab's folder `{command}` packs it together with "
        "`{file}`.",
        command=command,
        file=file,
    )

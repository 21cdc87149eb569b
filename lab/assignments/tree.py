"""A copy of the package that calls the student's functions where it has its own."""

import ast
import shutil
from pathlib import Path

from lab import program
from lab.assignments import source
from lab.assignments.stand_ins import STAND_INS

# of lab/assignments, all that the worker needs: it knows no answers
WORKER = {"__init__.py", "messages.py", "one_class.py", "own.py", "recipes", "worker.py"}
# decorators without which the copy would be something else; others are the student's to keep
KEPT = {"property", "staticmethod", "classmethod"}
GIVEN_AWAY = 'raise NotImplementedError("belongs to exercise {number}")'


def copy_package(place, labs, only=None):
    """Writes the package into the folder `place`, with the functions of these labs blanked: of the
    first lab, and of those after it.

    The copy's functions call `written`, whatever they are called with; what would give them away
    has a stand-in, or raises. only: the numbers of the exercises to which that happens, of whatever
    lab; what would give those away and has no stand-in then stays. A handout is copied as it is:
    all of it is blanked.
    """
    package = place / source.PACKAGE.name
    shutil.copytree(source.PACKAGE, package, ignore=_ignored)
    # by which a checkout knows how it was started
    if (script := source.PACKAGE.with_name("run_lab.py")).exists():
        shutil.copy(script, place)
    changed = {} if program.is_handout() else _changes(labs, package, only)
    for module, changes in changed.items():
        path = source.path_of(module, package)
        path.write_text(
            source.replaced(path.read_text(encoding="utf-8"), changes), encoding="utf-8"
        )
    return package


def _ignored(folder, names):
    """Names in a folder that the copy does not have."""
    judging = set(names) - WORKER if Path(folder) == source.PACKAGE / "assignments" else set()
    return judging | {"__pycache__"}


def _changes(labs, package, only):
    """{module: changes of its lines} that blank the functions of these labs, and their twins."""
    changes, trees = {}, {}

    def definition(target):
        module, _, name = target.partition(":")
        if module not in trees:
            text = source.path_of(module, package).read_text(encoding="utf-8")
            trees[module] = ast.parse(text)
        return module, source.find(trees[module], name)

    blanked = [
        (lab, exercise)
        for lab in labs
        for exercise in lab.exercises
        if exercise.target and (only is None or exercise.number in only)
    ]
    asked = {exercise for lab, exercise in blanked if only or lab == labs[0]}
    for lab, exercise in blanked:
        module, found = definition(exercise.target)
        if exercise in asked or exercise.target not in STAND_INS:
            call = _calling(found.outer, lab.module, exercise.function)
            changes.setdefault(module, {})[source.lines_of(found.outer)] = call
    for _, exercise in blanked:
        later = () if exercise in asked else (exercise.target,)
        for target in (*exercise.twins, *later):
            module, found = definition(target)
            changed = changes.setdefault(module, {})
            # which may be an exercise itself
            if source.lines_of(found.outer) in changed:
                continue
            if target in STAND_INS:
                body = STAND_INS[target].split("\n")
            elif only is None:
                body = [GIVEN_AWAY.format(number=exercise.number)]
            else:
                continue
            changed[source.body_lines(found.node)] = source.indented(
                body, found.node.body[0].col_offset
            )
    return {module: list(found.items()) for module, found in changes.items()}


def _calling(node, file, name):
    """The lines of a function that calls the student's of this name."""
    arguments = node.args
    given = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    given += [f"*{arguments.vararg.arg}"] if arguments.vararg else []
    given += [f"{argument.arg}={argument.arg}" for argument in arguments.kwonlyargs]
    given += [f"**{arguments.kwarg.arg}"] if arguments.kwarg else []
    kept = [ast.unparse(decorator) for decorator in node.decorator_list]
    lines = [
        *(f"@{decorator}" for decorator in kept if decorator in KEPT),
        f"def {node.name}({ast.unparse(arguments)}):",
        "    from lab.assignments.own import written",
        "",
        f'    return written("{file}", "{name}")({", ".join(given)})',
    ]
    return source.indented(lines, node.col_offset)

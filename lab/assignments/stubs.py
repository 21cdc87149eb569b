"""The file that a student writes his functions in, made from the package's own."""

import ast
import inspect
import textwrap

from lab.assignments import source
from lab.assignments.statements import statement
from lab.languages import say

UNWRITTEN = 'raise NotImplementedError("{number}: still to be written")'
WIDTH = 100


def stub_file(lab):
    """The text of work/labN.py in the language spoken: title and introduction of the lab, then a
    stub for each function, in the order of the exercises.
    """
    return _file(lab, _stub)


def solution_file(lab):
    """The same file with the package's own functions."""
    return _file(lab, lambda text, tree, exercise: _cut(text, exercise_outer(tree, exercise)))


def _file(lab, made):
    imports, functions = {}, {}
    for exercise in filter(lambda exercise: exercise.target, lab.exercises):
        text = source.path_of(exercise.module).read_text(encoding="utf-8")
        tree = ast.parse(text)
        definition = source.find(tree, exercise.qualified_name)
        for line in source.needed(tree, definition.outer):
            imports[line.replace("from MODULE", f"from {exercise.module}")] = None
        functions[exercise.function] = _renamed(made(text, tree, exercise), definition, exercise)
    lines = [
        *_head(lab),
        "",
        *map(_folded, _merged(imports, set(functions))),
        "",
        "",
    ]
    return "\n".join([*lines, "\n\n\n".join(functions.values()), ""])


def _head(lab):
    """The lines of its docstring."""
    imports = say("The imports are those of the lab's own functions; use what you like.")
    told = [part for part in (say(lab.introduction), imports) if part]
    return [f'"""{say(lab.title)}', "", *textwrap.wrap(" ".join(told), WIDTH), '"""']


def _merged(imports, written):
    """The imports in order, one line a module, without names that the file defines itself."""
    names = {}
    for line in imports:
        start, _, imported = line.partition(" import ")
        names.setdefault(start, set()).update(filter(None, imported.split(", ")))
    lines = []
    for start, imported in names.items():
        left = sorted(imported - written)
        if left or not imported:
            lines.append(start + (" import " + ", ".join(left) if left else ""))
    return sorted(lines, key=lambda line: (line.startswith("from lab"), line))


def _folded(line):
    """An import, one name a line where it is long."""
    start, _, names = line.partition(" import ")
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{start} import (", *(f"    {name}," for name in names.split(", ")), ")"])


def _renamed(text, definition, exercise):
    return text.replace(f"def {definition.name}(", f"def {exercise.function}(", 1)


def exercise_outer(tree, exercise):
    """The whole function in which an exercise's stands."""
    return source.find(tree, exercise.qualified_name).outer


def _cut(text, node):
    """The source of a definition, moved to the left edge."""
    first, last = source.lines_of(node)
    lines = text.split("\n")[first - 1 : last]
    return inspect.cleandoc("\n" + "\n".join(lines))


def _stub(text, tree, exercise):
    definition = source.find(tree, exercise.qualified_name)
    asked, outer = definition.node, definition.outer
    unwritten = UNWRITTEN.format(number=exercise.number)
    columns = asked.body[0].col_offset
    changes = [(source.body_lines(asked), source.indented([unwritten], columns))]
    documented = ast.get_docstring(outer)
    if documented is not None:
        expression = outer.body[0]
        told = statement(documented, outer)
        lines = f'"""{told}\n"""'.split("\n") if "\n" in told else [f'"""{told}"""']
        place = (expression.lineno, expression.end_lineno)
        changes.append((place, source.indented(lines, expression.col_offset)))
    blanked = source.replaced(text, changes)
    return _cut(blanked, exercise_outer(ast.parse(blanked), exercise))

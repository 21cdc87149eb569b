"""The package's own functions as source text: found, cut out, and blanked."""

import ast
import dataclasses
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


@dataclasses.dataclass(frozen=True)
class Definition:
    """A function in the source of a module.

    node: its ast.FunctionDef. outer: that of the function around it, or itself. owner: the name of
    its class, or "".
    """

    node: ast.FunctionDef
    outer: ast.FunctionDef
    owner: str = ""

    @property
    def name(self):
        """The name of the function that is written, at the top of the student's file."""
        return self.outer.name


def path_of(module, package=PACKAGE):
    """The file of a module of the package, which lies in this folder."""
    place = Path(package).parent.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def tree_of(module):
    """The tree of a module of the package."""
    return ast.parse(path_of(module).read_text(encoding="utf-8"))


def docstring(node):
    """A function's docstring as it stands in the source, with its indentation; "" without one."""
    return ast.get_docstring(node, clean=True) or ""


def find(tree, qualified_name):
    """The Definition of a function, a method, or of a function within either, in a module's tree.

    Raises LookupError where there is none.
    """
    owner, outer, body = "", None, tree.body
    for name in qualified_name.split("."):
        found = [node for node in body if getattr(node, "name", None) == name]
        if not found:
            raise LookupError(f"there is no {qualified_name}")
        node, body = found[-1], found[-1].body
        if isinstance(node, ast.ClassDef):
            owner = node.name
        else:
            outer = outer or node
    return Definition(node, outer, owner)


def lines_of(node):
    """(first, last) line of a definition, its decorators included, counted from 1."""
    first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    return first, node.end_lineno


def body_lines(node):
    """(first, last) line of a function's body after its docstring."""
    rest = node.body[1:] if ast.get_docstring(node) is not None else node.body
    first = rest[0]
    start = lines_of(first)[0] if isinstance(first, ast.FunctionDef) else first.lineno
    return start, node.end_lineno


def replaced(text, changes):
    """A text in which the lines of each ((first, last), new lines) are replaced."""
    lines = text.split("\n")
    for (first, last), new in sorted(changes, reverse=True):
        lines[first - 1 : last] = new
    return "\n".join(lines)


def indented(lines, columns):
    """Lines moved to the right."""
    return [" " * columns + line if line else line for line in lines]


def needed(tree, node):
    """The import statements, as text, without which a function of this module could not run: of
    what it imports, and of what else stands in the module, by the name MODULE for itself.
    """
    wanted = {child.id for child in ast.walk(node) if isinstance(child, ast.Name)}
    found = []
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = [
                alias
                for alias in statement.names
                if (alias.asname or alias.name.partition(".")[0]) in wanted
            ]
            if names:
                kept = {**vars(statement), "names": names}
                found.append(ast.unparse(type(statement)(**kept)))
    own = sorted(wanted & (_defined(tree) - {node.name}))
    if own:
        found.append(f"from MODULE import {', '.join(own)}")
    return found


def _defined(tree):
    """Names that a module defines at its top."""
    names = set()
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.add(statement.name)
        elif isinstance(statement, ast.Assign):
            names |= {
                child.id
                for target in statement.targets
                for child in ast.walk(target)
                if isinstance(child, ast.Name)
            }
    return names

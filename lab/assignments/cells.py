"""The cells of a notebook, whoever wrote it: read as plain JSON, never executed."""

import ast
import warnings

from lab.languages import say
from lab.storage.reading import parsed_json

# with the pictures that its cells have shown
LARGEST_BYTES = 2**23


def cells_of(content):
    """The cells of a notebook's bytes. Raises ValueError for what is none."""
    try:
        found = parsed_json(content.decode("utf-8-sig"), LARGEST_BYTES)
    except UnicodeDecodeError:
        raise ValueError(say("it is not UTF-8")) from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise ValueError(say("it has no cells"))
    return found["cells"]


def kind(cell):
    """Its type: "code", "markdown", ...; "" for what is no cell."""
    found = cell.get("cell_type") if isinstance(cell, dict) else None
    return found if isinstance(found, str) else ""


def text_of(cell):
    """What is written in a cell. Raises ValueError for what is no cell."""
    text = cell.get("source") if isinstance(cell, dict) else None
    lines = text if isinstance(text, list) else [text]
    if not all(isinstance(line, str) for line in lines):
        raise ValueError("no text")
    return "".join(lines)


def python_of(text):
    """(tree, text) of a cell of code without the lines that only notebooks understand, which are
    left empty. Raises SyntaxError where the rest is no Python.
    """
    # as Python counts lines
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    without = [_without(text, lambda line: line), _without(text, str.lstrip)]
    for plain in (text, *without):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(plain), plain
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    raise SyntaxError("no Python")


def functions_in(text):
    """Names of the functions that a cell defines, as far as it is Python."""
    try:
        tree, _ = python_of(text)
    except SyntaxError:
        return set()
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _without(text, seen):
    """The text with the lines empty that are for the notebook, such as %magic, as they are seen."""
    lines = text.split("\n")
    return "\n".join("" if seen(line).startswith(("%", "!", "?")) else line for line in lines)

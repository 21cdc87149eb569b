"""An exercise's statement: the function's docstring without what is asked."""

import ast
import re

# the paragraphs of a docstring that answer it
_ANSWERS = re.compile(r"^\s*(Backward|In closed form)\b")


def statement(docstring, node):
    """What is to be written, from the docstring of a function and its definition.

    Without the paragraph of the backward pass, and without lines that stand in the body, too.
    """
    kept, left_out = _split(docstring, node)
    return kept


def left_out(docstring, node):
    """The lines that the statement lacks: the last hint."""
    return _split(docstring, node)[1]


def _split(docstring, node):
    body = {_bare(line) for line in ast.unparse(ast.Module(node.body[1:], [])).split("\n")} - {None}
    kept, left = [], []
    for paragraph in docstring.split("\n\n"):
        lines = paragraph.split("\n")
        if _ANSWERS.match(paragraph):
            # the source may follow without an empty line
            source = next((i for i, line in enumerate(lines) if "Source:" in line), len(lines))
            left += lines[:source]
            lines = lines[source:]
        else:
            answers = [line for line in lines if _bare(line) in body]
            left += answers
            lines = [line for line in lines if line not in answers]
        if lines:
            kept.append("\n".join(lines))
    return "\n\n".join(kept), "\n".join(left)


def _bare(line):
    """A line without blanks, to compare a docstring's with one of the code."""
    bare = re.sub(r"\s", "", line)
    # a single word says nothing
    return bare if len(bare) > 8 else None

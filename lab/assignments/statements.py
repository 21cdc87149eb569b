"""An exercise's statement: the function's docstring without what is asked."""

import ast
import dataclasses
import itertools
import re
import textwrap

from lab.languages import spoken, translated

# the paragraphs of a docstring that answer it
_ANSWERS = re.compile(r"^\s*(Backward|In closed form)\b")
PROSE, FORMULA, SOURCE = "prose", "formula", "source"
WIDTH = 92


@dataclasses.dataclass(frozen=True)
class Block:
    """A piece of a statement that is translated as one: PROSE, the SOURCE, or a FORMULA's line."""

    kind: str
    text: str


def statement(docstring, node):
    """What is to be written, in the language spoken, from a function's docstring and definition.

    Without the paragraph of the backward pass, and without lines that stand in the body, too.
    """
    return _spoken(_split(docstring, node)[0])


def left_out(docstring, node):
    """The lines that the statement lacks, in the language spoken: the last hint."""
    return _spoken(_split(docstring, node)[1])


def paragraphs(text):
    """The Blocks of each paragraph of a text, in its own language."""
    for paragraph in filter(str.strip, text.split("\n\n")):
        lines = paragraph.split("\n")
        start = next((i for i, line in enumerate(lines) if line.startswith("Source:")), len(lines))
        blocks = []
        for is_indented, found in itertools.groupby(lines[:start], lambda line: line[:1] == " "):
            if is_indented:
                blocks += [Block(FORMULA, line.strip()) for line in found]
            else:
                blocks.append(Block(PROSE, " ".join(found)))
        if lines[start:]:
            blocks.append(Block(SOURCE, " ".join(map(str.strip, lines[start:]))))
        yield blocks


def texts(docstring, node):
    """All that is translated of a statement and of what it lacks, in its own language."""
    return [
        block.text
        for part in _split(docstring, node)
        for blocks in paragraphs(part)
        for block in blocks
    ]


def _spoken(text):
    if spoken() == "en":
        return text
    return "\n\n".join("\n".join(map(_filled, blocks)) for blocks in paragraphs(text))


def _filled(block):
    said = translated(block.text)
    return f"    {said}" if block.kind == FORMULA else textwrap.fill(said, WIDTH)


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

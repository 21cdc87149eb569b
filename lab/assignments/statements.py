"""An exercise's statement: the function's docstring without what is asked."""

import ast
import dataclasses
import itertools
import re
import textwrap

from lab.languages import spoken, translated

PROSE, FORMULA, SOURCE = "prose", "formula", "source"
WIDTH = 92


@dataclasses.dataclass(frozen=True)
class Block:
    """A piece of a statement that is translated as one: PROSE, the SOURCE, or a FORMULA's line."""

    kind: str
    text: str


def statement(docstring, node):
    """What is to be written, in the language spoken, from a function's docstring and definition.

    Without the formulas of the backward pass, of which only what they give is named, without the
    paragraph of the closed form, and without lines that stand in the body, too.
    """
    return _spoken(_split(docstring, node)[0])


def left_out(docstring, node):
    """The lines that the statement lacks, in the language spoken: the last hint."""
    return _spoken(_split(docstring, node)[1])


def paragraphs(docstring, node):
    """The statement as lists of Blocks in the language spoken, one for each paragraph."""
    return _paragraphs(_split(docstring, node)[0], translated)


def texts(docstring, node):
    """All that is translated of a statement and of what it lacks, in its own language."""
    return [
        block.text
        for part in _split(docstring, node)
        for blocks in _paragraphs(part, str)
        for block in blocks
    ]


def _paragraphs(text, said):
    """Lists of the Blocks of a text, each text of which is `said`."""
    found = []
    for paragraph in filter(str.strip, text.split("\n\n")):
        lines = paragraph.split("\n")
        start = next((i for i, line in enumerate(lines) if line.startswith("Source:")), len(lines))
        blocks = []
        for is_indented, group in itertools.groupby(lines[:start], lambda line: line[:1] == " "):
            if is_indented:
                blocks += [Block(FORMULA, said(line.strip())) for line in group]
            else:
                blocks.append(Block(PROSE, said(" ".join(group))))
        if lines[start:]:
            blocks.append(Block(SOURCE, said(" ".join(map(str.strip, lines[start:])))))
        found.append(blocks)
    return found


def _spoken(text):
    if spoken() == "en":
        return text
    told = _paragraphs(text, translated)
    return "\n\n".join("\n".join(map(_filled, blocks)) for blocks in told)


def _filled(block):
    if block.kind == FORMULA:
        return f"    {block.text}"
    return textwrap.fill(block.text, WIDTH, break_long_words=False)


def _split(docstring, node):
    """(statement, what it lacks) of a docstring."""
    body = {_bare(line) for line in ast.unparse(ast.Module(node.body[1:], [])).split("\n")} - {None}
    kept, left = [], []
    for paragraph in docstring.split("\n\n"):
        lines = paragraph.split("\n")
        source = next((i for i, line in enumerate(lines) if "Source:" in line), len(lines))
        if lines[0].startswith("Backward"):
            formulas = [line for line in lines[:source] if line.startswith(" ")]
            left += [lines[0], *formulas]
            rest = [line for line in lines[1:] if line not in formulas]
            lines = [lines[0], f"    {_asked(formulas)}", *rest]
        elif lines[0].startswith("In closed form"):
            left += lines[:source]
            lines = lines[source:]
        else:
            answers = [line for line in lines if _bare(line) in body]
            left += answers
            lines = [line for line in lines if line not in answers]
        if lines:
            kept.append("\n".join(lines))
    return "\n\n".join(kept), "\n".join(left)


def _asked(formulas):
    """The derivatives that these formulas give: dL/dx = ?,  dL/dw = ?"""
    names = dict.fromkeys(re.findall(r"dL/d\w+", " ".join(formulas)))
    return ",  ".join(f"{name} = ?" for name in names)


def _bare(line):
    """A line without blanks, to compare a docstring's with one of the code."""
    bare = re.sub(r"\s", "", line)
    # a single word says nothing
    return bare if len(bare) > 8 else None

"""What of a submission can be compared: tokens, comments and names, without what the handout gives.

A text is read by Python's tokenizer and never run. Where it is no Python, reading goes on in the
next line.
"""

import builtins
import dataclasses
import functools
import io
import keyword
import re
import tokenize
from collections.abc import Mapping
from typing import NamedTuple

from lab.assignments.source import PACKAGE
from lab.assignments.stubs import stub_file
from lab.languages import LANGUAGES, speaking

# what is longer is cut: a text, its code, its comments, one that is told
MOST_CHARACTERS, MOST_TOKENS, MOST_COMMENTS, LONGEST = 50_000, 10_000, 500, 200
MOST_ERRORS = 20
# shorter ones are anybody's
LEAST_WORDS, LEAST_LETTERS = 3, 3
NAME = "v"
_CLOSING, _OPENING = {")", "]", "}"}, {"(", "[", "{"}
_GIVEN = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins)}
_IGNORED = (tokenize.INDENT, tokenize.DEDENT, tokenize.NL, tokenize.ENDMARKER)


class Token(NamedTuple):
    """A token of the code, names as NAME; the line that it stands in, and the function, or ""."""

    text: str
    line: int
    function: str


@dataclasses.dataclass(frozen=True)
class Read:
    """What of a submission is compared.

    tokens: of the code, without lines of the handout. comments: {their words: as they are written}.
    names: that the student chose, none that the package has.
    """

    tokens: tuple[Token, ...]
    comments: Mapping[tuple[str, ...], str]
    names: frozenset[str]


class Given(NamedTuple):
    """What nobody had to copy: the handout's logical lines, the package's words and all its text,
    as words with a space between them.
    """

    lines: frozenset[tuple[str, ...]]
    words: frozenset[str]
    prose: str


@functools.cache
def given(lab):
    """What is Given in a lab."""
    lines, texts = set(), []
    for language in LANGUAGES:
        with speaking(language):
            texts.append(stub_file(lab))
            lines |= {_structure(line) for line in _code_lines(texts[-1])}
    paths = (path for ending in ("py", "md", "po") for path in PACKAGE.rglob(f"*.{ending}"))
    texts += [path.read_text(encoding="utf-8") for path in sorted(paths)]
    words = _words(" ".join(texts))
    return Given(frozenset(lines), frozenset(words), f" {' '.join(words)} ")


def read(text, lab):
    """What of a submission's text is compared."""
    known = given(lab)
    tokens, comments, names, imported = [], {}, set(), set()
    function = ""
    has_begun = False
    for line in _logical_lines(text[:MOST_CHARACTERS]):
        code = [token for token in line if token.type != tokenize.COMMENT]
        is_prose = all(token.type == tokenize.STRING for token in code)
        # what stands above all code says who wrote it
        if has_begun:
            _collect(comments, line if is_prose else set(line) - set(code))
        if is_prose:
            continue
        has_begun = True
        if code[0].string in ("import", "from"):
            imported |= {token.string for token in code}
            continue
        if code[0].start[1] == 0:
            function = _function(code)
        names |= _names(code)
        if _structure(code) not in known.lines:
            tokens += [Token(*token, function) for token in _structured(code)]
    return Read(
        tuple(tokens[:MOST_TOKENS]),
        {words: told for words, told in comments.items() if not _is_given(words, lab)},
        frozenset(name for name in names - imported if name.lower() not in known.words),
    )


# lines of docstrings are the same in most files
@functools.lru_cache(maxsize=10_000)
def _is_given(words, lab):
    return f" {' '.join(words)} " in given(lab).prose


def _words(text):
    return re.findall(r"\w+", text.lower())


def _collect(comments, tokens):
    """Adds the comments, and the lines of docstrings, that are no single words."""
    for token in sorted(tokens, key=lambda token: token.start):
        for line in token.string.split("\n"):
            words = tuple(_words(line))
            if len(words) >= LEAST_WORDS and len(comments) < MOST_COMMENTS:
                comments.setdefault(words, line.strip("#\"' \t")[:LONGEST])


def _function(code):
    """The function that a line at the left edge begins; "" for none."""
    words = [token.string for token in code[:3]]
    place = next((place for place, word in enumerate(words) if word in ("def", "class")), None)
    return words[place + 1] if place is not None and place + 1 < len(words) else ""


def _names(code):
    """Those in a line that its writer may have chosen."""
    found, depth = set(), 0
    for before, token, after in zip([None, *code], code, [*code[1:], None], strict=False):
        depth += (token.string in _OPENING) - (token.string in _CLOSING)
        is_attribute = before is not None and before.string == "."
        is_keyword = depth > 0 and after is not None and after.string == "="
        if token.type == tokenize.NAME and not (is_attribute or is_keyword):
            found.add(token.string)
    return {name for name in found - _GIVEN if len(name) >= LEAST_LETTERS}


def _structure(code):
    return tuple(text for text, _ in _structured(code))


def _structured(code):
    """(text, line) of the tokens that no renaming and no formatter changes: names that one may
    choose as NAME, strings as one, no parentheses, no comma before a bracket that closes.
    """
    found = []
    for before, token, after in zip([None, *code], code, [*code[1:], None], strict=False):
        text = token.string
        if text in ("(", ")") or (text == "," and after and after.string in _CLOSING):
            continue
        if token.type == tokenize.NAME and text not in _GIVEN:
            is_attribute = before is not None and before.string == "."
            text = text if is_attribute else NAME
        elif token.type == tokenize.STRING:
            text = "''"
        found.append((text, token.start[0]))
    return found


def _code_lines(text):
    """The logical lines with code in them, without comments."""
    for line in _logical_lines(text):
        code = [token for token in line if token.type != tokenize.COMMENT]
        if code:
            yield code


def _logical_lines(text):
    """The tokens of each logical line, comments included."""
    line = []
    for token in _tokens(text):
        if token.type == tokenize.NEWLINE:
            if line:
                yield line
            line = []
        elif token.type == tokenize.COMMENT and not line:
            yield [token]
        elif token.type not in _IGNORED:
            line.append(token)
    if line:
        yield line


def _tokens(text):
    """Python's tokens of a text. What cannot be read costs the rest of its line."""
    lines = re.split(r"(?<=\n)", re.sub(r"\r\n?", "\n", text))
    start = 0
    for _ in range(MOST_ERRORS):
        last = start
        try:
            for token in tokenize.generate_tokens(io.StringIO("".join(lines[start:])).readline):
                last = start + token.end[0]
                row, column = token.start
                yield token._replace(start=(start + row, column))
            return
        except (tokenize.TokenError, SyntaxError, ValueError, RecursionError, MemoryError):
            yield tokenize.TokenInfo(tokenize.NEWLINE, "", (last, 0), (last, 0), "")
            start = max(last, start + 1)

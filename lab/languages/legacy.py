"""The words that are not messages of a catalogue yet: `ru.toml` holds English and Russian.

There `{n}` stands for any number, `{t}` for any text, which is looked up in turn, and `{name}` for
one that stays as it is. So does what is not in the catalogue. `metrics.toml` says in both languages
what the metrics are whose values are expected.
"""

import functools
import re
import tomllib
from pathlib import Path

from lab.languages import catalogues

CATALOGUE = Path(__file__).with_name("ru.toml")
METRICS = Path(__file__).with_name("metrics.toml")
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
NO_BREAK_SPACE = "\u00a0"
_HOLE = re.compile(r"(\{(?:n|t|name)\})")
_RUSSIAN = re.compile("[А-Яа-яЁё]")
_said = set()
_FOUND = {"{n}": rf"(-?(?:{NUMBER})(?:e[-+]?\d+)?)", "{t}": "(.+?)", "{name}": "(.+?)"}


def said(text):
    """Remembers a text that needs no translation any more."""
    _said.add(text)
    return text


def translated(text, language):
    """The text in a language; with nothing in the catalogue, the text itself."""
    if language == "en":
        return text
    found = in_russian(text)
    return text if found is None else found


def in_russian(text):
    """The text in Russian, or None where the catalogue lacks it; what has no words needs none."""
    if text in _said and (_RUSSIAN.search(text) or not re.search("[A-Za-z]", text)):
        return text
    words = _words()
    if text in words.plain:
        return words.plain[text]
    message = catalogues.of("ru").gettext(text) if text else ""
    if message != text:
        return message
    if not re.search("[A-Za-z]", re.sub(r"\$[^$]*\$|\de[-+]?\d", "", text)):
        return number_in(text, "ru")
    for pattern, russian in words.patterns:
        match = pattern.fullmatch(text)
        filled = match and _filled(russian, match)
        if filled:
            return filled
    return text if _RUSSIAN.search(text) else None


def metric_in_words(name, language):
    """What a metric is whose value is expected; of one that is not in metrics.toml no words."""
    return _metrics().get(name, {}).get(language, "")


def number_in(text, language):
    """Text in which numbers stand as the language writes them: 1,234.5 is 1 234,5 in Russian.

    Between dollars, in a formula, a comma stands in braces: it would be followed by a gap there.
    """
    if language == "en":
        return text
    formulas = re.split(r"(\$[^$]*\$)", text)
    return "".join(
        re.sub(r"(\d)\.(\d)", r"\1{,}\2", part) if number % 2 else _with_commas(part)
        for number, part in enumerate(formulas)
    )


def _with_commas(text):
    return re.sub(
        NUMBER, lambda found: found[0].replace(",", NO_BREAK_SPACE).replace(".", ","), text
    )


class _Words:
    """plain: {English: Russian}. patterns: the same with holes, the most words first."""

    def __init__(self, entries):
        holed = [entry for entry in entries if _HOLE.search(entry[0])]
        self.plain = dict(entry for entry in entries if not _HOLE.search(entry[0]))
        holed.sort(key=lambda entry: (entry[0].count("{t}"), -len(entry[0])))
        self.patterns = [(_pattern(english), russian) for english, russian in holed]


@functools.cache
def _metrics():
    return tomllib.loads(METRICS.read_text(encoding="utf-8"))


@functools.cache
def _words():
    with CATALOGUE.open("rb") as file:
        sections = tomllib.load(file)
    entries = [(name, name) for name in sections.pop("same")["words"]]
    for section in sections.values():
        entries += section.items()
    return _Words(entries)


def _pattern(english):
    parts = _HOLE.split(english)
    return re.compile("".join(_FOUND.get(part) or re.escape(part) for part in parts), re.DOTALL)


def _filled(russian, match):
    """The Russian side with what was found in the holes, or None where one of them is unknown."""
    found = iter(match.groups())
    parts = []
    for part in _HOLE.split(russian):
        if part == "{n}":
            part = number_in(next(found), "ru")
        elif part == "{name}":
            part = next(found)
        elif part == "{t}":
            part = in_russian(next(found))
            if part is None:
                return None
        parts.append(part)
    return "".join(parts)

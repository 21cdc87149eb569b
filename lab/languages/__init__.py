"""The lab speaks English, and Russian where it is asked to.

A message is said where its text is made: `say("{n} of {all} images", n=3, all=10)`. Its Russian
stands in a catalogue, `ru.po`, in the folder of whoever says it: of a part, or of another package;
what several of them say is here. A message without Russian stays English.
"""

import contextlib
import contextvars

from lab.languages import catalogues
from lab.languages.numbers import as_measured, as_written, filled

__all__ = [
    "LANGUAGES",
    "measured",
    "number",
    "say",
    "say_count",
    "speaking",
    "spoken",
    "to_say",
    "translated",
]

LANGUAGES = ("en", "ru")
_language = contextvars.ContextVar("language", default="en")


@contextlib.contextmanager
def speaking(language):
    """Within the block `say` speaks this language, one of LANGUAGES."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def spoken():
    """The language that `say` speaks now."""
    return _language.get()


def say(message, /, **values):
    """A message in the language spoken, its {names} filled in as `str.format` would.

    Numbers are written as the language writes them; texts stay as they are. A brace that is none of
    a name, as in a formula, is doubled.
    """
    # gettext takes "" for the name of a catalogue's header
    said = message and catalogues.of(spoken()).gettext(message)
    return filled(said, values, spoken())


def say_count(one, many, n, /, **values):
    """`say` of a message that counts {n} things: as English words it for one, and for more."""
    message = catalogues.of(spoken()).ngettext(one, many, n)
    return filled(message, {"n": n, **values}, spoken())


def translated(text):
    """A text in the language spoken that nothing is filled in: braces in it are braces."""
    return text and catalogues.of(spoken()).gettext(text)


def number(value, spec):
    """A number formatted by this specification, as the language spoken writes it."""
    return as_written(format(value, spec), spoken())


def measured(value, error=None):
    """A number and its error, where it has one, in the one form that the lab prints these in:
    20.012 ± 0.016, the error with two digits and the number to the same place.
    """
    return as_measured(value, error, spoken())


def to_say(message):
    """The message itself: marks a constant for the catalogue that `say(CONSTANT)` says later."""
    return message

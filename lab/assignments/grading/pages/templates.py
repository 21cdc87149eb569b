"""The templates of the pages: how they print what students wrote, numbers, and the lab's words."""

import functools
import re
from pathlib import Path

import jinja2
from markupsafe import Markup

from lab.assignments.exercise import QUESTION_POINTS
from lab.assignments.judge import FAILED, NOT_RUN, OK, UNWRITTEN
from lab.languages import number, say, say_count, spoken

HERE = Path(__file__).parent
# control characters, halves of characters, and what turns the text around it
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe"
    "\uffff]"
)
LONGEST_LINE = 500


def rendered(name, **values):
    """The page of a template, in the language spoken."""
    return _environment().get_template(name).render(values, language=spoken())


@functools.cache
def _environment():
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printed,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"say": say, "say_count": say_count, "QUESTION_POINTS": QUESTION_POINTS}
    environment.globals |= {
        "OK": OK,
        "FAILED": FAILED,
        "NOT_RUN": NOT_RUN,
        "UNWRITTEN": UNWRITTEN,
        "style": Markup((HERE / "page.css").read_text(encoding="utf-8")),
    }
    environment.filters |= {"line": _line, "with_code": _with_code, "decimal": _decimal}
    return environment


def _printed(value):
    """A value as a page has it: numbers as the language writes them, and no character in it that
    would harm the page.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, int | float):
        return number(value, "g")
    return _printable(str(value).replace("\r\n", "\n"))


def _printable(text):
    return UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def _line(text, most=LONGEST_LINE):
    """A text of which a line can be expected, as one of at most so many characters."""
    text = " ".join(_printable(text).split())
    return text if len(text) <= most else text[:most] + " …"


def _with_code(text):
    """A message whose `code` is set as such."""
    parts = _printable(text).split("`")
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def _decimal(value):
    """A mean, with one decimal."""
    return number(value, ".1f")

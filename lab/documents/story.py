"""What a run says in words: a part's story, chosen and filled from its record."""

import dataclasses
import re

from lab.documents.terms import TERMS
from lab.documents.works import WORKS

# a mark stands between two characters that no text of ours and no name in data has
_OPENING, _CLOSING = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPENING}(figure|work|term):([^{_CLOSING}]+){_CLOSING}")


@dataclasses.dataclass(frozen=True)
class Story:
    """What was done, what is seen, why, and its limits: 4 to 8 sentences, in the language spoken.

    paragraphs: texts with the marks that `figure`, `cite` and `term` make. figures: the names of
    the one or two figures that stand beside them; every one is referred to.
    """

    paragraphs: tuple[str, ...]
    figures: tuple[str, ...]

    def __post_init__(self):
        referred = {
            name for text in self.paragraphs for kind, name in pieces(text) if kind == "figure"
        }
        if referred != set(self.figures):
            raise ValueError(f"figures {self.figures}, but the text refers to {sorted(referred)}")


def paragraph(*sentences):
    """Sentences as one text; those that do not apply to a run are ""."""
    return " ".join(filter(None, sentences))


def figure(name):
    """A reference to one of the part's figures, read as "Figure 3"; in Russian as «рис. 3»."""
    return _mark("figure", name)


def cite(*names):
    """A citation of works by their names in WORKS, read as [1], [2]."""
    for name in names:
        if name not in WORKS:
            raise ValueError(f"unknown work {name!r}: choose one of {', '.join(WORKS)}")
    return "".join(_mark("work", name) for name in names)


def term(name):
    """A note on one of TERMS, to stand right after the word; the report prints it once, where it
    is met first.
    """
    if name not in TERMS:
        raise ValueError(f"unknown term {name!r}: choose one of {', '.join(TERMS)}")
    return _mark("term", name)


def beyond(difference, error=0.0):
    """1 where a difference is larger than its error, -1 where it is smaller than minus it, else 0:
    the three sentences of every comparison.
    """
    return int(difference > error) - int(difference < -error)


def pieces(text):
    """A text cut at its marks: pairs ("text", its words), ("figure", name), ("work", name) and
    ("term", name).
    """
    found, end = [], 0
    for mark in _MARK.finditer(text):
        found += [("text", text[end : mark.start()]), mark.groups()]
        end = mark.end()
    found.append(("text", text[end:]))
    return [(kind, content) for kind, content in found if content]


def _mark(kind, name):
    return f"{_OPENING}{kind}:{name}{_CLOSING}"

"""Stories of records as plain text, and of records whose numbers are others."""

import dataclasses

from lab.documents.story import pieces
from lab.storage.lookup import SHIPPED
from lab.storage.records import Record


def plain(paragraph):
    """A paragraph with an F for each figure that it refers to, without its other marks."""
    found = pieces(paragraph)
    return "".join(
        "F" if kind == "figure" else text for kind, text in found if kind in ("figure", "text")
    )


def told(part, record, language="en", **metrics):
    """The text of a part's story of a record, some of its metrics replaced."""
    changed = dataclasses.replace(record, metrics=record.metrics | metrics)
    return "\n".join(map(plain, part.story(changed, language).paragraphs))


def shipped(dataset, run):
    """A Record that came with the lab."""
    return Record.load(SHIPPED / dataset / run)

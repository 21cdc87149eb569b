"""What a report is made of: chapters, their tables, and the reference runs next to them."""

import dataclasses

from lab.storage.records import Record


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of the report: its caption, its columns' names, and rows of text and numbers."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple, ...]


@dataclasses.dataclass(frozen=True)
class Checked:
    """An expected result of a stored run and whether it met it, texts in the language spoken.

    words: what the metric is. kind: what sets the bounds. spread: mean and standard deviation over
    seeds, "" where none is stored. when_run: the bounds of that time and whether they were met,
    as a row of metrics.json, where they are others today.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    met: bool
    words: str = ""
    kind: str = ""
    source: str = ""
    spread: str = ""
    when_run: dict | None = None


@dataclasses.dataclass(frozen=True)
class Reference:
    """A run that came with the lab, for the chapter of the same run; figures: as in a Chapter."""

    record: Record
    figures: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A part in the report; without a record, one that was not run.

    run: the name of the record's folder. figures: {name: Figure or Animation}, in the report's
    language. tables: {name: Table}. expected: what was expected of it.
    reference: what is shown beside the run. is_reference: whether it came with the lab itself.
    """

    part: str
    question: str
    source: str
    command: str
    run: str = ""
    record: Record | None = None
    figures: dict = dataclasses.field(default_factory=dict)
    tables: dict[str, Table] = dataclasses.field(default_factory=dict)
    expected: tuple[Checked, ...] = ()
    reference: Reference | None = None
    is_reference: bool = False

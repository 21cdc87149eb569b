"""What a report is made of: chapters, their tables, and the reference runs next to them."""

import dataclasses
from pathlib import Path

from lab.documents.story import Story
from lab.storage.records import Record


@dataclasses.dataclass(frozen=True)
class Table:
    """A table of the report: its caption, its columns' names, and rows of numbers and of text,
    which may have the marks of `lab.documents.story`. own: the numbers of the rows that are ours.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple, ...]
    own: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Checked:
    """An expected result of a stored run and whether it met it, texts in the language spoken.

    words: what the metric is. kind: what sets the bounds, basis: its name in
    `lab.experiment.expected`, "" where the result is no longer expected. spread: mean and standard
    deviation over seeds, "" where none is stored. is_beyond: whether the true value is larger,
    this one only the largest that was tried. when_run: the bounds of that time and whether
    they were met, as a row of metrics.json, where they are others today.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    met: bool
    words: str = ""
    kind: str = ""
    basis: str = ""
    source: str = ""
    spread: str = ""
    is_beyond: bool = False
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
    language. tables: {name: Table}. expected: what was expected of it. story: it in words.
    reference: what is shown beside the run. is_reference: whether it came with the lab itself.
    own_text: what a person wrote on it, blocks of `lab.documents.own_text`; () where they have yet
    to, None where nobody is asked.
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
    story: Story | None = None
    reference: Reference | None = None
    is_reference: bool = False
    own_text: tuple | None = None


@dataclasses.dataclass(frozen=True)
class Section:
    """A sweep or a comparison in the report. pictures: the paths of its stored figures.

    name: that of its folder. own_text: as in a Chapter.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    pictures: tuple[Path, ...] = ()
    own_text: tuple | None = None


@dataclasses.dataclass(frozen=True)
class Report:
    """What a report says, in one language.

    dataset: the name of the data. chapters: in the order of the parts. sections: of
    sweeps and comparisons. published: a Table for each
    protocol. discussion, conclusion: paragraphs with the marks of `lab.documents.story`. files: the
    names of the files beside the report that hold parameters and numbers. title: what
    `title.read_title` gives.
    """

    dataset: str
    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...] = ()
    published: tuple[Table, ...] = ()
    discussion: tuple[str, ...] = ()
    conclusion: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    title: dict = dataclasses.field(default_factory=dict)

    @property
    def is_draft(self):
        """Whether a text of one's own is still to be written."""
        return any(chapter.own_text == () for chapter in (*self.chapters, *self.sections))

"""What a run returns: its record, figures and trained networks, and how a notebook shows them."""

import base64
import dataclasses
from html import escape
from pathlib import Path

from lab.commands.expectations import checked_rows, expected_metrics, what_else
from lab.errors import LabError
from lab.experiment.outcome import STANDARD_ERROR
from lab.languages import measured, number, say, say_count, speaking
from lab.parts import find
from lab.storage.figure_files import is_animation
from lab.storage.records import Record

# numbers that are shown at once; more only where more are not as expected
HEADLINES = 8


@dataclasses.dataclass(frozen=True)
class Finding:
    """A number of metrics.json in words, and its standard error, if it has one.

    Of a canonical run: whether it is as expected, the bounds in words, and what sets them. Of a
    number of which nothing is expected these are None and "". is_beyond: whether the true number
    is larger than this one.
    """

    name: str
    words: str
    value: float
    error: float | None = None
    is_met: bool | None = None
    bounds: str = ""
    source: str = ""
    is_beyond: bool = False

    @property
    def mark(self):
        """Whether it is as expected, in words."""
        return "" if self.is_met is None else _met(self.is_met)

    @property
    def text(self):
        """The number with its error."""
        return ("> " if self.is_beyond else "") + measured(self.value, self.error)


@dataclasses.dataclass(frozen=True, repr=False)
class Result:
    """A finished run: where its record lies, the record's contents, and its figures by name.

    work: the folder of its trained networks. language: in which a notebook shows it, as the figures
    are.
    """

    folder: Path
    record: Record
    figures: dict
    work: Path
    language: str = "en"

    @property
    def metrics(self):
        """{name: number}, and under "expected" a row for each expected result."""
        return self.record.metrics

    @property
    def history(self):
        """A row {column: value} for each epoch."""
        return self.record.history

    @property
    def part(self):
        """The Part that was run."""
        return find(self.record.config["part"])

    @property
    def is_smoke(self):
        """Whether it is the variant that runs in seconds."""
        return self.record.config["smoke"]

    @property
    def is_canonical(self):
        """Whether it ran with default parameters, or those of a preset."""
        return "@" not in self.folder.name

    @property
    def title(self):
        """Which run of which data."""
        data = self.record.config["dataset"]["name"]
        return say("{run} on {data}", run=self.folder.name, data=data)

    def model(self, name):
        """A trained network by its name. Raises LabError where there is none, or it is damaged."""
        path = self.work / f"{name}.keras"
        names = self.model_names()
        if not names:
            raise LabError(f"there are no trained networks in {self.work}: run {self.part.name}")
        if name not in names:
            raise LabError(f"unknown network {name!r}: choose {', '.join(names)}")
        # only here: a stored run is shown without TensorFlow
        from lab.models.saved import load

        return load(path)

    def model_names(self):
        """The names that `model` takes, sorted."""
        return sorted(path.stem for path in self.work.glob("*.keras"))

    def findings(self):
        """The metrics that answer the part's question first, as Findings: those that are not as
        expected, and of the others as many as a person reads.
        """
        rows = checked_rows(self.part, self.record)
        findings = [
            Finding(
                *(row.name, row.words or row.name, row.value, self._error(row.name)),
                *(row.met, _bounds(row.low, row.high), _source(row), row.is_beyond),
            )
            for row in rows
        ]
        known = {row.name for row in rows}
        findings += [
            Finding(name, words, self.metrics[name], self._error(name))
            for name, words in expected_metrics(self.part, self.metrics).items()
            if name not in known
        ]
        return [
            finding
            for number, finding in enumerate(findings)
            if number < HEADLINES or finding.is_met is False
        ]

    def outcome(self):
        """How many of the expected results were met, in words; "" where none were checked."""
        rows = checked_rows(self.part, self.record)
        if not rows:
            return ""
        return say_count(
            "{met} of {n} expected result met",
            "{met} of {n} expected results met",
            len(rows),
            met=sum(row.met for row in rows),
        )

    def what_else(self, findings):
        """How many numbers there are beside these Findings and where, in words; "" of none."""
        return what_else(self.metrics, [found.name for found in findings], "metrics.json")

    def _error(self, name):
        return self.metrics.get(name + STANDARD_ERROR)

    def __repr__(self):
        numbers = [
            f"{name}={measured(self.metrics[name], self._error(name))}"
            for name in self._repr_names()
        ]
        figures = say_count("{n} figure", "{n} figures", len(self.figures))
        return f"<Result of {', '.join([self.title, *numbers, figures])}; {self.folder}>"

    def _repr_names(self):
        names = dict.fromkeys(expected.name for expected in self.part.expectations)
        return [name for name in names if name in self.metrics][:3]

    def _repr_html_(self):
        """How a notebook shows it: numbers, figures, and what to do next."""
        with speaking(self.language):
            return self._as_html()

    def _as_html(self):
        findings = self.findings()
        rows = "".join(
            f"<tr><td>{escape(found.words)}</td><td>{found.text}</td>"
            f"<td>{escape(_expected(found))}</td></tr>"
            for found in findings
        )
        more = escape(", ".join(filter(None, (self.what_else(findings), self.outcome()))))
        names = ", ".join(self.model_names()) or say("none kept")
        heads = "".join(
            f"<th>{escape(head)}</th>" for head in (say("metric"), say("obtained"), say("expected"))
        )
        figures = "".join(_inline(name, figure) for name, figure in self.figures.items())
        question = say(self.part.question)
        kept = say("Trained networks, for result.model(name): {names}", names=names)
        return (
            f"<p><b>{escape(self.title)}</b>: {escape(question)}</p>"
            f"<table><tr>{heads}</tr>{rows}</table><p>{more}</p>{figures}"
            f"<p>{escape(say('Record: {folder}', folder=self.folder))}</p>"
            f"<p>{escape(kept)}</p>"
            f"<p>{escape(self._next_step())}</p>"
        )

    def _next_step(self):
        part = self.part
        if self.is_smoke:
            return say(
                "Next: the full run, about {minutes:g} min on two cores: the same call without "
                "smoke=True",
                minutes=part.minutes,
            )
        if not self.is_canonical:
            return say(
                "Next: the run with default parameters, to compare: the same call without them"
            )
        return say("Next: other parameters, such as {call}", call=f'lab.run("{part.name}", seed=1)')


def _expected(found):
    """Whether a Finding is as expected, the bounds, and what sets these, in words."""
    return found.mark and f"{found.mark}: {found.bounds} ({found.source})"


def _source(row):
    """What sets the bounds of a Checked, the spread over seeds, and the bounds of its time."""
    kind = f"{row.kind}: {row.source}" if row.source else row.kind
    details = [kind, row.spread]
    if row.when_run:
        bounds = _bounds(row.when_run["low"], row.when_run["high"])
        details.append(
            say("when run: {bounds}, {met}", bounds=bounds, met=_met(row.when_run["met"]))
        )
    return "; ".join(filter(None, details))


def _met(is_met):
    return say("met") if is_met else say("NOT met")


def _bounds(low, high):
    """The bounds of an expected result, in words."""
    if low is None:
        return say("at most {high:.4g}", high=high)
    if high is None:
        return say("at least {low:.4g}", low=low)
    if f"{low:.4g}" == f"{high:.4g}":
        return number(low, ".4g")
    return say("{low:.4g} to {high:.4g}", low=low, high=high)


def _inline(name, figure):
    """A figure as HTML that needs no file."""
    if is_animation(figure):
        shown = figure._repr_html_()
    else:
        content = base64.b64encode(figure._repr_png_()).decode()
        shown = f'<img src="data:image/png;base64,{content}">'
    return f'<p><code>result.figures["{escape(name)}"]</code><br>{shown}</p>'

"""What is expected of a stored run, today and when it was run, in words."""

import difflib

from lab.documents.chapters import Checked
from lab.errors import LabError
from lab.experiment.expected import KINDS, SEEDS
from lab.experiment.outcome import STANDARD_ERROR
from lab.languages import measured, say, say_count


def checked_rows(part, record):
    """A Checked for each expected result of a run that was checked when it was stored.

    Bounds are those of today, so that a record which fails new ones says so; what is no longer
    expected, or without a stored spread not yet, stands last, as the record has it.
    """
    if "expected" not in record.metrics:
        return []
    stored = {row["name"]: row for row in record.metrics["expected"]}
    with record.explaining_errors():
        found = part.expected(record.config)
    today = {name: row for name, row in found.items() if name in record.metrics}
    known = {row.name: row for row in part.expectations}
    return [
        *(_of_today(row, record.metrics, stored.get(name)) for name, row in today.items()),
        *(_of_then(row, known.get(name)) for name, row in stored.items() if name not in today),
    ]


def expected_metrics(part, names):
    """{name: what it is, in words} of those metrics, by name, that answer the part's question:
    of which it expects something on some data set.
    """
    return {row.name: say(row.meaning) for row in part.expectations if row.name in names}


def metrics_to_show(part, names, asked=()):
    """{name: what it is, in words} of the metrics, out of these names, that are shown of several
    runs: those asked for; else those that answer the part's question; else all.

    Raises LabError where one asked for is not there.
    """
    expected = expected_metrics(part, names)
    for name in asked:
        if name not in names:
            like = difflib.get_close_matches(name, names, 5) or list(expected)
            raise LabError(
                f"unknown metric {name!r}: choose one of metrics.json, such as {', '.join(like)}"
            )
    return {name: expected.get(name, name) for name in asked or expected or names}


def what_else(names, shown, file):
    """How many of these metrics are not among those shown, and where they are; "" of none."""
    with_errors = {name for one in shown for name in (one, one + STANDARD_ERROR)}
    others = set(names) - with_errors - {"dataset", "expected"}
    return say("and {n} more in {file}", n=len(others), file=file) if others else ""


def _of_today(expected, metrics, stored):
    row = expected.checked(metrics)
    is_other = stored is not None and any(stored[key] != row[key] for key in ("low", "high"))
    return Checked(
        **{key: row[key] for key in ("name", "value", "low", "high", "met")},
        words=say(expected.meaning),
        kind=say(KINDS[expected.kind]),
        basis=expected.kind,
        source=say(expected.source),
        spread=_spread(expected.spread),
        is_beyond=expected.is_beyond(metrics),
        when_run=stored if is_other else None,
    )


def _of_then(row, known):
    """With the words of the part's Expected of that name, if it still has one."""
    bounds = {key: row[key] for key in ("name", "value", "low", "high", "met")}
    words = "" if known is None else say(known.meaning)
    if known is not None and known.kind == SEEDS:
        kind = say("as when run: no spread over seeds is stored")
    else:
        kind = say("no longer expected")
    return Checked(**bounds, words=words, kind=kind)


def _spread(spread):
    if spread is None:
        return ""
    if not spread.sd:
        return say_count("the same with {n} seed", "the same with all {n} seeds", spread.seeds)
    return say_count(
        "{measured} over {n} seed",
        "{measured} over {n} seeds",
        spread.seeds,
        measured=measured(spread.mean, spread.sd),
    )

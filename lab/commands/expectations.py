"""What is expected of a stored run, today and when it was run, in words."""

from lab.documents.chapters import Checked
from lab.experiment.expected import KINDS, SEEDS
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

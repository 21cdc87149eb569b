"""The figures and tables of the part densities, from its record alone."""

import math

from lab.documents.chapters import Table
from lab.figures.images import image_grids
from lab.figures.points import PointPanel, numbered_points
from lab.languages import number, say, to_say
from lab.parts.densities.families import (
    BOUND,
    DENSITIES,
    EXACT,
    NAMES,
    NONE,
    commands,
)

ESTIMATE = "estimate"
# kinds of what is known of a likelihood, in words
KINDS = {
    EXACT: to_say("exact"),
    BOUND: to_say("bound"),
    ESTIMATE: to_say("estimate by importance sampling"),
}


def draw(record):
    """{name: Figure}"""
    return {
        "samples": _samples(record),
        "likelihood": _likelihood(record),
        "quality": _quality(record),
        "cost": _cost(record),
    }


def tables(record):
    """{name: Table}; "missing" where a density was not run."""
    found = {"likelihood": _likelihood_and_cost(record), "quality": _quality_in_numbers(record)}
    missing = _missing(record)
    return found | {"missing": missing} if missing.rows else found


def _likelihood_and_cost(record):
    samples = record.config["parameters"]["samples"]
    columns = {
        "test_nll_nats_exact": say("−log p(x): exact"),
        "test_nll_nats_estimate": say("estimate"),
        "test_nll_nats_bound": say("bound"),
        "parameters": say("weights"),
        "training_seconds": say("training, s"),
        "sampling_seconds_one": say("one sample, s"),
        "sampling_seconds_all": say("{count:,} samples, s", count=samples),
    }
    caption = say(
        "Likelihoods and costs: nats per test image ± standard error over the images (columns are "
        "of different kinds: compare within one), weights, seconds"
    )
    return _table(record, caption, columns)


def _quality_in_numbers(record):
    columns = {
        "classes": say("classes"),
        "precision": say("precision"),
        "recall": say("recall"),
        "frechet": say("Fréchet distance"),
        "judged_sure": say("sure"),
        "nearest_distance_ratio": say("distance ratio"),
        "copies_share": say("copies"),
    }
    caption = say(
        "Samples: effective number of classes, precision and recall, Fréchet distance, share in "
        "which the judge is sure, distance to the nearest training image by that of test images, "
        "share nearer than all but 1% of these"
    )
    return _table(record, caption, columns)


def _table(record, caption, columns):
    """A row for each density; columns: {how the names of its metrics begin: head}."""
    rows = [
        (name, *(_cell(record.metrics, f"{metric}_{key}") for metric in columns))
        for key, name in _found(record).items()
    ]
    caption = _with_note(record, caption, "; ")
    return Table(caption, (say("density"), *columns.values()), tuple(rows))


def _missing(record):
    """What was not run, with the commands that would give it."""
    found = _found(record)
    missing = [density for density in DENSITIES if density.key not in found]
    by_run = commands(missing, record.config["dataset"], record.config["smoke"])
    rows = tuple((say(density.name), by_run[density.run]) for density in missing)
    return Table(say("Not run"), (say("density"), say("command")), rows)


def _cell(metrics, name):
    """A number, with its standard error where there is one; NaN where there is no number."""
    value, error = metrics.get(name, math.nan), metrics.get(f"{name}_se")
    return value if error is None else f"{number(value, '.2f')} ± {number(error, '.2f')}"


def _found(record):
    """{key: name in words} of the densities in the record, in its order."""
    grey = set(record.arrays["grey"].tolist())
    return {
        key: say("{model} (grey)", model=say(NAMES[key])) if key in grey else say(NAMES[key])
        for key in record.arrays["densities"].tolist()
    }


def _with_note(record, title, separator="\n"):
    """The title, with what "grey" behind a name means where it stands behind one."""
    if not len(record.arrays["grey"]):
        return title
    return title + separator + say("grey: trained on grey pixels, not on black and white ones")


def _samples(record):
    return image_grids(
        {"": record.arrays["samples"]},
        record.shape,
        _with_note(record, say("Samples in black and white, as they are compared")),
        record.caption,
        row_labels=list(_found(record).values()),
    )


def _likelihood(record):
    nats = say("−log p(x), nats per test image")
    panels = [
        PointPanel(nats, label, _by_kind(record, metric), log)
        for label, metric, log in (
            (say("Fréchet distance, judge's features"), "frechet", "y"),
            (say("precision of samples"), "precision", ""),
        )
    ]
    title = say("Likelihood against quality of samples (lines: bound and estimate of one density)")
    return numbered_points(
        panels, _found(record).values(), _with_note(record, title), record.caption
    )


def _by_kind(record, metric):
    """{kind of likelihood: {density: (nats, metric)}}."""
    m = record.metrics
    return {
        say(words): {
            name: (m[f"test_nll_nats_{kind}_{key}"], m[f"{metric}_{key}"])
            for key, name in _found(record).items()
            if f"test_nll_nats_{kind}_{key}" in m
        }
        for kind, words in KINDS.items()
    }


def _quality(record):
    panels = [
        _panel(
            record, say("precision of samples"), "precision", say("recall of samples"), "recall"
        ),
        _panel(
            record,
            say("share of samples in which the judge is sure"),
            "judged_sure",
            say("effective number of classes"),
            "classes",
        ),
    ]
    title = say("Quality of samples against what they cover")
    return numbered_points(
        panels, _found(record).values(), _with_note(record, title), record.caption
    )


def _cost(record):
    seconds = say("seconds for {count:,} samples", count=record.config["parameters"]["samples"])
    distance = say("Fréchet distance, judge's features")
    panels = [
        _panel(record, seconds, "sampling_seconds_all", distance, "frechet", "xy"),
        _panel(record, say("seconds of training"), "training_seconds", distance, "frechet", "xy"),
    ]
    title = say("Cost of sampling and of training against quality of samples")
    return numbered_points(
        panels, _found(record).values(), _with_note(record, title), record.caption
    )


def _panel(record, xlabel, x, ylabel, y, log=""):
    """Two metrics of every density that has both, by the kind of its likelihood."""
    m = record.metrics
    kinds = {
        EXACT: say("exact likelihood"),
        BOUND: say("bound on the likelihood"),
        NONE: say("no density of black and white"),
    }
    points = {words: {} for words in kinds.values()}
    for key, name in _found(record).items():
        if f"{x}_{key}" in m and f"{y}_{key}" in m:
            kind = next((k for k in (EXACT, BOUND) if f"test_nll_nats_{k}_{key}" in m), NONE)
            points[kinds[kind]][name] = (m[f"{x}_{key}"], m[f"{y}_{key}"])
    return PointPanel(xlabel, ylabel, points, log)

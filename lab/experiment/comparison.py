"""The numbers of runs beside the published ones of their protocol: in a figure, a table, words."""

import math
import re

from lab.documents.story import beyond, cite, figure, paragraph
from lab.experiment.published import (
    ESTIMATE,
    EXACT,
    PROTOCOLS,
    REPOSITORY,
    SIGNS,
    SPLITS,
    TEST,
    bar,
    of_protocol,
)
from lab.languages import measured, number, say, say_count, to_say

# published numbers of more nats than this would leave no room for the others in a figure
FARTHEST = 100.0
# standard deviation of log p(x) over MNIST's test images, nats, where a run did not store its own
# error: under the lab's MADEs it is 22 to 26
SPREAD_OVER_IMAGES = 25.0

BESIDE = {
    1: to_say(
        "Published for {model}{cited} is {published} nats ({figure}); ours is {difference:.2f} "
        "nats more, beyond two standard errors over the test images ({error:.2f})."
    ),
    0: to_say(
        "Published for {model}{cited} is {published} nats ({figure}): the difference of "
        "{difference:.2f} nats is within two standard errors of ours over the test images "
        "({error:.2f}), too little to say which is better."
    ),
    -1: to_say(
        "Published for {model}{cited} is {published} nats ({figure}); ours is {difference:.2f} "
        "nats less, beyond two standard errors over the test images ({error:.2f})."
    ),
}


def comparison(record, ours, quantity=EXACT):
    """{"published": Figure} with the numbers of a run, {model: nats}, beside the published ones of
    its protocol; {} where none compare. quantity: what ours are, EXACT or ESTIMATE.
    """
    # here, for the list of parts is shown without Matplotlib
    from lab.figures.comparisons import dots

    protocol = record.config["dataset"]["name"]
    if protocol not in PROTOCOLS:
        return {}
    ours = {_ours(model): nats for model, nats in ours.items()}
    rows = of_protocol(protocol)
    shown = {row.label: row for row in rows if row.nats <= FARTHEST}
    nats = {label: row.nats for label, row in shown.items()}
    signs = {label: SIGNS[row.quantity] for label, row in shown.items()}
    signs |= dict.fromkeys(ours, SIGNS[quantity])
    drawn = dots(
        sorted((nats | ours).items(), key=lambda row: row[1]),
        set(ours),
        say("−log p(x), nats per test image"),
        say("{protocol}: published results and this run", protocol=say(PROTOCOLS[protocol])),
        f"{_key(list(shown.values()), len(rows) - len(shown))}\n{record.caption}",
        hollow={label for label, row in shown.items() if row.source.kind == REPOSITORY},
        signs=signs,
    )
    return {"published": drawn}


def beside_published(record, nats, model):
    """Sentences for a story: −log p(x) of a run, exact, beside what a paper gives for `model`, and
    the lowest number of their protocol; they refer to the figure `published`.
    """
    protocol = record.config["dataset"]["name"]
    published = bar(protocol, model)
    difference, error = nats - published.nats, 2 * _error(record)
    beside = say(
        BESIDE[beyond(difference, error)],
        model=say(published.model),
        cited=cite(published.source.work),
        published=published.text,
        figure=figure("published"),
        difference=abs(difference),
        error=error,
    )
    return paragraph(beside, _lowest(protocol, nats))


def _error(record):
    """The standard error of −log p(x) over the test images."""
    error = record.metrics.get("test_nll_nats_images_se")
    return error or SPREAD_OVER_IMAGES / math.sqrt(record.config["dataset"]["test_images"])


def _lowest(protocol, nats):
    """What the best published model has, so that no run is taken for the state of the art."""
    best = of_protocol(protocol)[0]
    if nats <= best.nats:
        return say("None of the numbers published for this protocol is lower.")
    if best.source.kind == REPOSITORY:
        source = say(" (the repository {name}, not a paper)", name=best.source.name)
    else:
        source = cite(best.source.work)
    return say(
        "The state of the art of this protocol, {model}{source}, has {published} nats, {gap:.1f} "
        "less.",
        model=say(best.model),
        source=source,
        published=best.text,
        gap=nats - best.nats,
    )


def _key(shown, left_out):
    """What the marks of the numbers shown mean."""
    notes = _notes(shown)
    if any(row.source.kind == REPOSITORY for row in shown):
        notes.append(say("hollow: from a repository, not a paper"))
    if left_out:
        notes.append(
            say_count(
                "{n} number above {farthest:g} left out",
                "{n} numbers above {farthest:g} left out",
                left_out,
                farthest=FARTHEST,
            )
        )
    return "; ".join(notes)


def _notes(rows):
    """What the signs and daggers of these numbers mean."""
    notes = [say("≤: bound; ≈: estimate")]
    if not all(row.is_read for row in rows):
        notes.append(say("†: quoted from memory"))
    return notes


def table_caption(protocol):
    """The protocol, and what stands beside numbers in its table."""
    notes = [*_notes(of_protocol(protocol)), say("±: standard error over test images")]
    return f"{say(PROTOCOLS[protocol])} ({'; '.join(notes)})"


def table_rows(protocol, runs):
    """The rows of a protocol's table, the lowest nats first: (model, nats, source, images that the
    number is of, number of training images), all as text.

    runs: triples (name, Record, whether it came with the lab) of canonical runs.
    """
    rows = [(row.nats, _texts_of(row)) for row in of_protocol(protocol)]
    for run in runs:
        rows += _rows_of(*run)
    return tuple(texts for _, texts in sorted(rows))


def _texts_of(row):
    trained_on = "" if row.training_images is None else number(row.training_images, ",d")
    return say(row.model), row.text, _cited(row.source), say(SPLITS[row.split]), trained_on


def _cited(source):
    if source.kind == REPOSITORY:
        return str(source)
    return cite(source.work) + (f", {say(source.place)}" if source.place else "")


def ours(rows):
    """The numbers of the rows of `table_rows` that are of the lab's own runs."""
    whose = say("this run"), say("reference")
    return tuple(number for number, row in enumerate(rows) if row[2] in whose)


def _rows_of(name, record, is_reference):
    """A row for each model of a run whose test images it gives the likelihood of."""
    for metric, nats in record.metrics.items():
        found = re.fullmatch(r"test_nll_nats(?:_(k(\d+)))?", metric)
        if found:
            model = name + (f", k = {found[2]}" if found[2] else "")
            suffix = f"_{found[1]}" if found[1] else ""
            error = record.metrics.get(f"test_nll_nats_images{suffix}_se")
            sign = SIGNS[ESTIMATE if found[2] else EXACT]
            text = sign + (number(nats, ".2f") if error is None else measured(nats, error))
            trained_on = number(record.config["dataset"]["training_images"], ",d")
            whose = say("reference") if is_reference else say("this run")
            yield nats, (model, text, whose, say(SPLITS[TEST]), trained_on)


def _ours(model):
    return say("this run: {model}", model=model)

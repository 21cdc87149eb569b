"""The figures of the part made-mixture, from its record alone."""

import numpy as np

from lab.documents.chapters import Table
from lab.experiment.comparison import comparison
from lab.experiment.made_networks import describe
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import number, say, say_count
from lab.parts.made_mixture import FEW


def draw(record):
    """{name: Figure}; "mixture" where it has more than a few components."""
    shown = {"samples": _samples(record), **comparison(record, _scores(record))}
    if len(record.arrays["test_mixed"]) <= FEW:
        return shown
    return {"mixture": _mixture(record), **shown}


def tables(record):
    """{name: Table}: each component by itself, and the mixture of the first ones."""
    a = record.arrays
    columns = (
        _either(record, say("number of networks"), say("number of orders")),
        say("−log p(x), test images: mixture of the first n"),
        _single(record),
        say("validation images: mixture of the first n"),
        _single(record),
    )
    values = (a["test_mixed"], a["test_alone"], a["valid_mixed"], a["valid_alone"])
    rows = tuple(
        (str(n), *(number(value, ".2f") for value in row))
        for n, row in enumerate(zip(*values, strict=True), start=1)
    )
    return {"mixture": Table(_title(record), columns, rows)}


def _mixture(record):
    panels = [
        _panel(record, "valid", say("validation images")),
        _panel(record, "test", say("test images")),
    ]
    return line_panels(panels, _title(record), record.caption)


def _title(record):
    network = describe(record.config["parameters"], record.arrays["samples"].shape[1])
    return _either(
        record,
        say("Mixture of independent networks: {network}", network=network),
        say("Mixture of pixel orders sharing one network: {network}", network=network),
    )


def _single(record):
    return _either(record, say("network n alone"), say("order n alone"))


def _panel(record, split, title):
    a = record.arrays
    numbers = np.arange(1, len(a["test_mixed"]) + 1)
    return Panel(
        title=title,
        xlabel=_either(record, say("number of networks"), say("number of orders")),
        ylabel=say("−log p(x), nats per image"),
        lines={
            say("mixture of the first n"): (numbers, a[f"{split}_mixed"]),
            _single(record): (numbers, a[f"{split}_alone"]),
        },
        ticks=numbers,
    )


def _samples(record):
    title = _either(
        record,
        say("Samples from the mixture, each sampled by one of its networks"),
        say("Samples from the mixture, each sampled in one of its orders"),
    )
    grid = record.arrays["samples"].reshape(10, 10, -1)
    return image_grids({"": grid}, record.shape, title, record.caption)


def _scores(record):
    count = len(record.arrays["test_mixed"])
    mixture = _either(
        record,
        say_count("mixture of {n} network", "mixture of {n} networks", count),
        say_count("mixture of {n} order", "mixture of {n} orders", count),
    )
    single = _either(record, say("its best network alone"), say("its best order alone"))
    m = record.metrics
    return {mixture: m["test_nll_nats"], single: m["test_nll_nats_best_single"]}


def _either(record, of_networks, of_orders):
    """The text for a mixture of networks, or the one for orders that share a network."""
    components = len(record.arrays["test_mixed"])
    return of_orders if components > record.config["parameters"]["networks"] else of_networks

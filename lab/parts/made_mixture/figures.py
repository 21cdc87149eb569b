"""The figures of the part made-mixture, from its record alone."""

import numpy as np

from lab.experiment.comparison import comparison
from lab.experiment.made_networks import describe
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import say, say_count


def draw(record):
    """{name: Figure}"""
    return {
        "mixture": _mixture(record),
        "samples": _samples(record),
        **comparison(record, _scores(record)),
    }


def _mixture(record):
    network = describe(record.config["parameters"], record.arrays["samples"].shape[1])
    title = _either(
        record,
        say("Mixture of independent networks: {network}", network=network),
        say("Mixture of pixel orders sharing one network: {network}", network=network),
    )
    panels = [
        _panel(record, "valid", say("validation images")),
        _panel(record, "test", say("test images")),
    ]
    return line_panels(panels, title, record.caption)


def _panel(record, split, title):
    a = record.arrays
    numbers = np.arange(1, len(a["test_mixed"]) + 1)
    single = _either(record, say("network n alone"), say("order n alone"))
    return Panel(
        title=title,
        xlabel=_either(record, say("number of networks"), say("number of orders")),
        ylabel=say("−log p(x), nats per image"),
        lines={
            say("mixture of the first n"): (numbers, a[f"{split}_mixed"]),
            single: (numbers, a[f"{split}_alone"]),
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

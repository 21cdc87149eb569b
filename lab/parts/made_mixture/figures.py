"""The figures of the part made-mixture, from its record alone."""

import numpy as np

from lab.experiment import published
from lab.experiment.made_training import describe


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.images import image_grids

    figures = {
        "mixture": _mixture(record),
        "samples": image_grids(
            {"": record.arrays["samples"].reshape(10, 10, -1)},
            record.shape,
            f"Samples of the mixture, each from one of its {_component(record)}s",
            record.caption,
        ),
    }
    return figures | published.figures(record, _scores(record))


def _mixture(record):
    from lab.figures.lines import line_panels

    a, one = record.arrays, _component(record)
    numbers = np.arange(1, len(a["test_mixed"]) + 1)
    panels = [
        {
            "title": title,
            "xlabel": f"number of {one}s",
            "marks": numbers,
            "ylabel": "-log p(x), nats per image",
            "lines": {
                "mixture of the first n": (numbers, a[f"{name}_mixed"]),
                f"{one} n alone": (numbers, a[f"{name}_alone"]),
            },
        }
        for name, title in (("valid", "validation images"), ("test", "test images"))
    ]
    mixed = "orders that share a network" if one == "order" else "independent networks"
    title = f"Mixture of {mixed}: {_network(record)}"
    return line_panels(panels, title, record.caption)


def _network(record):
    pixels = record.arrays["samples"].shape[1]
    return describe(record.config["parameters"], pixels)


def _component(record):
    """What is mixed: "network"s, or each "order" of a shared one."""
    components, p = len(record.arrays["test_mixed"]), record.config["parameters"]
    return "order" if components > p["networks"] else "network"


def _scores(record):
    m, count = record.metrics, len(record.arrays["test_mixed"])
    return {
        f"this run: {count} {_component(record)}s, mixed": m["test_nll"],
        "this run: the best of them alone": m["test_nll_of_best_alone"],
    }

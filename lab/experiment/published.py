"""Negative log-likelihoods that others published, in nats per image (lower is better).

One table for each protocol, which is a data set of the lab: numbers of two protocols don't compare.
Rows marked with a dagger were recalled, not read from the paper.
"""

import dataclasses
import re

FIXED, DYNAMIC = "binarized_mnist", "dynamic_mnist"


@dataclasses.dataclass(frozen=True)
class Protocol:
    """Numbers that compare. rows: all, (model, nats per test image unless it says otherwise).
    iwae: those of Burda et al. (2016), one stochastic layer; k = 1 is the VAE.
    """

    title: str
    iwae: dict[str, float]
    others: tuple[tuple[str, float], ...]

    @property
    def rows(self):
        first, *more = self.iwae.items()
        named = [(f"IWAE, {k}", nats) for k, nats in more]
        return [(f"VAE (IWAE, {first[0]})", first[1]), *named, *self.others]


PROTOCOLS = {
    FIXED: Protocol(
        "Fixed binarised MNIST",
        {"k = 1": 88.71, "k = 5": 87.63, "k = 50": 87.10},
        (
            ("mixture of 10 Bernoullis †", 168.95),
            ("mixture of 500 Bernoullis †", 137.64),
            ("MADE, 500 units, 1 mask (validation)", 94.5),
            ("MADE, 2 hidden layers, 1 mask †", 89.59),
            ("MADE, 1 hidden layer, 1 mask †", 88.40),
            ("NADE, fixed order", 88.33),
            ("MADE, 1 hidden layer, 32 masks †", 88.04),
            ("EoNADE, 1 hidden layer, 128 orders †", 87.71),
            ("MADE, 2 hidden layers, 32 masks", 86.64),
            ("EoNADE, 2 hidden layers, 128 orders", 85.10),
            ("EoNADE-5, 2 hidden layers", 84.68),
            ("DBN (about)", 84.55),
            ("DARN (about)", 84.13),
        ),
    ),
    DYNAMIC: Protocol(
        "Dynamically binarised MNIST",
        {"k = 1": 86.76, "k = 5": 85.54, "k = 50": 84.78},
        (
            ("FVSBN", 96.58),
            ("VAE (bound)", 86.77),
            ("NADE", 85.65),
            ("MADE, 8000 units", 84.87),
        ),
    ),
}


def of(record):
    """The Protocol under which a record's numbers stand, or None."""
    return PROTOCOLS.get(record.config["dataset"]["name"])


def figures(record, of_run):
    """{"published": Figure} with the numbers of a run, {name: nats}; {} where none compare."""
    from lab.figures.comparisons import dots

    protocol = of(record)
    if protocol is None:
        return {}
    figure = dots(
        sorted([*protocol.rows, *of_run.items()], key=lambda row: row[1]),
        set(of_run),
        "-log p(x), nats per test image (†: recalled, not read in the paper)",
        f"{protocol.title}: published numbers and this run",
        record.caption,
    )
    return {"published": figure}


def rows_of(records, whose):
    """(whose: run, nats per test image) of {run: Record} of one protocol, a row for each k.

    whose: "this run" or "reference".
    """
    rows = []
    for run, record in records.items():
        for name, value in record.metrics.items():
            found = re.fullmatch(r"test_nll(?:_k(\d+))?", name)
            if found:
                rows.append((f"{whose}: {run}" + (f", k = {found[1]}" if found[1] else ""), value))
    return rows

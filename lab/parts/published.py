"""Negative log-likelihoods that others published, in nats per image (lower is better).

Larochelle's fixed binarised MNIST only: numbers of another protocol don't compare. Rows marked with
a dagger were recalled, not read from the paper.
"""

import re

FIXED = "binarized_mnist"
# Burda et al. (2016), one stochastic layer; k = 1 is the VAE
IWAE = {"k = 1": 88.71, "k = 5": 87.63, "k = 50": 87.10}
# (model, nats per test image unless it says otherwise)
FIXED_BINARISED_MNIST = (
    ("mixture of 10 Bernoullis †", 168.95),
    ("mixture of 500 Bernoullis †", 137.64),
    ("MADE, 500 units, 1 mask (validation)", 94.5),
    ("MADE, 2 hidden layers, 1 mask †", 89.59),
    ("VAE (IWAE, k = 1)", IWAE["k = 1"]),
    ("MADE, 1 hidden layer, 1 mask †", 88.40),
    ("NADE, fixed order", 88.33),
    ("MADE, 1 hidden layer, 32 masks †", 88.04),
    ("EoNADE, 1 hidden layer, 128 orders †", 87.71),
    ("IWAE, k = 5", IWAE["k = 5"]),
    ("IWAE, k = 50", IWAE["k = 50"]),
    ("MADE, 2 hidden layers, 32 masks", 86.64),
    ("EoNADE, 2 hidden layers, 128 orders", 85.10),
    ("EoNADE-5, 2 hidden layers", 84.68),
    ("DBN (about)", 84.55),
    ("DARN (about)", 84.13),
)


def figure(of_run, source):
    """The published numbers of the fixed set with those of a run, {name: nats}, the best on top."""
    from lab.figures.comparisons import dots

    rows = [*FIXED_BINARISED_MNIST, *of_run.items()]
    return dots(
        sorted(rows, key=lambda row: row[1]),
        set(of_run),
        "-log p(x), nats per test image (†: recalled, not read in the paper)",
        "Fixed binarised MNIST: published numbers and this run",
        source,
    )


def ours(records):
    """(run, nats per test image) of {run: Record} on the fixed set, a row for each k it used."""
    rows = []
    for run, record in records.items():
        for name, value in record.metrics.items():
            found = re.fullmatch(r"test_nll(?:_k(\d+))?", name)
            if found:
                rows.append((f"this lab: {run}" + (f", k = {found[1]}" if found[1] else ""), value))
    return rows

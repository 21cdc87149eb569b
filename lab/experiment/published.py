"""Published negative log-likelihoods, in nats per image (lower is better).

One table for each protocol, which is a data set of the lab: numbers compare only within a protocol.
Rows marked with a dagger are quoted from memory, not read in the paper.
"""

import dataclasses
import re

from lab.languages import say, to_say

FIXED, DYNAMIC = "binarized_mnist", "dynamic_mnist"


@dataclasses.dataclass(frozen=True)
class Protocol:
    """Numbers that compare.

    iwae: those of Burda et al. (2016), one stochastic layer; k = 1 is the VAE. others: (model, nats
    per test image unless it says otherwise).
    """

    title: str
    iwae: dict[str, float]
    others: tuple[tuple[str, float], ...]

    @property
    def rows(self):
        """All of them, (model in the language spoken, nats)."""
        first, *more = self.iwae.items()
        named = [(f"IWAE, {k}", nats) for k, nats in more]
        others = [(say(model), nats) for model, nats in self.others]
        return [(f"VAE (IWAE, {first[0]})", first[1]), *named, *others]


PROTOCOLS = {
    FIXED: Protocol(
        to_say("MNIST, fixed binarisation"),
        {"k = 1": 88.71, "k = 5": 87.63, "k = 50": 87.10},
        (
            (to_say("mixture of 10 Bernoullis †"), 168.95),
            (to_say("mixture of 500 Bernoullis †"), 137.64),
            (to_say("MADE, 500 units, 1 mask (validation)"), 94.5),
            (to_say("MADE, 2 hidden layers, 1 mask †"), 89.59),
            (to_say("MADE, 1 hidden layer, 1 mask †"), 88.40),
            (to_say("NADE, fixed order"), 88.33),
            (to_say("MADE, 1 hidden layer, 32 masks †"), 88.04),
            (to_say("EoNADE, 1 hidden layer, 128 orders †"), 87.71),
            (to_say("MADE, 2 hidden layers, 32 masks"), 86.64),
            (to_say("EoNADE, 2 hidden layers, 128 orders"), 85.10),
            (to_say("EoNADE-5, 2 hidden layers"), 84.68),
            (to_say("DBN (approx.)"), 84.55),
            (to_say("DARN (approx.)"), 84.13),
        ),
    ),
    DYNAMIC: Protocol(
        to_say("MNIST, dynamic binarisation"),
        {"k = 1": 86.76, "k = 5": 85.54, "k = 50": 84.78},
        (
            ("FVSBN", 96.58),
            (to_say("VAE (bound)"), 86.77),
            ("NADE", 85.65),
            (to_say("MADE, 8000 units"), 84.87),
        ),
    ),
}


def comparison(record, ours):
    """{"published": Figure} with the numbers of a run, {model: nats}, beside the published ones of
    its protocol; {} where none compare.
    """
    # here, for the list of parts is shown without Matplotlib
    from lab.figures.comparisons import dots

    protocol = PROTOCOLS.get(record.config["dataset"]["name"])
    if protocol is None:
        return {}
    ours = {_ours(model): nats for model, nats in ours.items()}
    figure = dots(
        sorted([*protocol.rows, *ours.items()], key=lambda row: row[1]),
        set(ours),
        say("−log p(x), nats per test image (†: quoted from memory)"),
        say("{protocol}: published results and this run", protocol=say(protocol.title)),
        record.caption,
    )
    return {"published": figure}


def rows_of(records, is_reference=False):
    """(model in the language spoken, nats per test image) of {run: Record} of one protocol, a row
    for each k. is_reference: whether the runs came with the lab.
    """
    rows = []
    for run, record in records.items():
        for name, nats in record.metrics.items():
            found = re.fullmatch(r"test_nll_nats(?:_k(\d+))?", name)
            if found:
                model = run + (f", k = {found[1]}" if found[1] else "")
                rows.append((_ours(model, is_reference), nats))
    return rows


def _ours(model, is_reference=False):
    if is_reference:
        return say("reference: {model}", model=model)
    return say("this run: {model}", model=model)

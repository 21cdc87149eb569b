import unittest

from lab.experiment.published import PROTOCOLS, rows_of
from lab.parts import find

FIXED, DYNAMIC = "binarized_mnist", "dynamic_mnist"

# copied from the tables of the sources themselves, not from the code
# † quoted from memory, not read in the paper
GERMAIN = {  # M. Germain et al., "MADE" (2015), table 4, and the models it cites
    "mixture of 10 Bernoullis †": 168.95,
    "mixture of 500 Bernoullis †": 137.64,
    "MADE, 2 hidden layers, 1 mask †": 89.59,
    "MADE, 1 hidden layer, 1 mask †": 88.40,
    "NADE, fixed order": 88.33,
    "MADE, 1 hidden layer, 32 masks †": 88.04,
    "MADE, 2 hidden layers, 32 masks": 86.64,
    "DBN (approx.)": 84.55,
    "DARN (approx.)": 84.13,
}
URIA = {  # B. Uria et al., "A Deep and Tractable Density Estimator" (2014)
    "EoNADE, 1 hidden layer, 128 orders †": 87.71,
    "EoNADE, 2 hidden layers, 128 orders": 85.10,
}
RAIKO = {"EoNADE-5, 2 hidden layers": 84.68}  # T. Raiko et al. (2014), NADE-k
# Y. Burda et al. (2016), one stochastic layer: their fixed set, and sampled anew (table 1)
BURDA = {
    FIXED: {"VAE (IWAE, k = 1)": 88.71, "IWAE, k = 5": 87.63, "IWAE, k = 50": 87.10},
    DYNAMIC: {"VAE (IWAE, k = 1)": 86.76, "IWAE, k = 5": 85.54, "IWAE, k = 50": 84.78},
}
# of repositories: karpathy/pytorch-made, EugenHotaj/pytorch-generative
KARPATHY = {"MADE, 500 units, 1 mask (validation)": 94.5}
HOTAJ = {"FVSBN": 96.58, "VAE (bound)": 86.77, "NADE": 85.65, "MADE, 8000 units": 84.87}
SOURCES = {
    FIXED: GERMAIN | URIA | RAIKO | BURDA[FIXED] | KARPATHY,
    DYNAMIC: BURDA[DYNAMIC] | HOTAJ,
}


class Numbers(unittest.TestCase):
    def test_each_is_its_source_s_in_its_own_protocol(self):
        self.assertEqual({name: dict(p.rows) for name, p in PROTOCOLS.items()}, SOURCES)

    def test_no_row_comes_twice(self):
        for name, protocol in PROTOCOLS.items():
            self.assertEqual(len(protocol.rows), len(SOURCES[name]))


class Expectations(unittest.TestCase):
    """What a part should reach is a published number of the same data set."""

    def bars(self, part):
        return {
            (row.name, row.dataset, row.preset): row.high
            for row in find(part).expectations
            if row.dataset in SOURCES
        }

    def test_of_made_are_the_best_published_ones(self):
        bars, fixed = self.bars("made"), SOURCES[FIXED]
        one_mask = [nats for name, nats in fixed.items() if "MADE" in name and "1 mask" in name]
        self.assertEqual(bars["test_nll_nats", FIXED, "best"], min(one_mask))
        self.assertEqual(
            bars["test_nll_nats", DYNAMIC, "long"], SOURCES[DYNAMIC]["MADE, 8000 units"]
        )
        best = min(nats for name, nats in fixed.items() if name.startswith("MADE"))
        self.assertEqual(self.bars("made-mixture")["test_nll_nats", FIXED, "independent"], best)

    def test_of_iwae_are_its_authors_and_half_a_nat(self):
        bars = self.bars("likelihood")
        self.assertEqual(len(bars), 6)
        for dataset, rows in BURDA.items():
            for k, nats in zip((1, 5, 50), rows.values(), strict=True):
                self.assertAlmostEqual(bars[f"test_nll_nats_k{k}", dataset, "iwae"], nats + 0.5)


class Ours(unittest.TestCase):
    def test_a_row_for_each_k_and_none_for_other_numbers(self):
        class Record:
            metrics = {"test_nll_nats": 90.0, "test_nll_nats_k5": 88.0, "test_nll_nats_k5_se": 0.1}

        expected = [("reference: made", 90.0), ("reference: made, k = 5", 88.0)]
        self.assertEqual(rows_of({"made": Record}, is_reference=True), expected)

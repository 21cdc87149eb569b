"""Metrics are named by one rule: [split_]quantity[_unit][_of what][_statistic].

The quantity comes first, so that a table sorted by name keeps it together; then its unit where it
has one, then the network, condition or data, then the statistic.
"""

import json
import re
import unittest

from lab.parts import PARTS
from tests.support.helpers import ROOT

SPLITS = ("train", "val", "test")
# of what a number is: these never come first
SUBJECTS = (
    *("ae", "autoencoder", "beta", "contractive", "cvae", "deep", "decoder", "gaussian", "jpeg"),
    *(
        "linear",
        "made",
        "masking",
        "pca",
        "pixels",
        "plain",
        "plane",
        "prior_nll",
        "real",
        "shallow",
    ),
    *("shared", "sparse", "unmasked", "vae"),
)
NAME = re.compile(r"[a-z][a-z0-9_.]*")
WITH_UNIT = re.compile(r"(?:^|_)(nll|elbo|log_prob|psnr)(?=_|$)(?!(_\w+)?_(nats|db|variance))")


def wrong(name):
    """What breaks the rule in this name; "" where nothing does."""
    words = name.split("_")
    if not NAME.fullmatch(name):
        return "not lower case with underscores"
    if words[0] in SUBJECTS:
        return f"starts with what it is of, {words[0]}"
    if {"valid", "validation", "training_loss"} & set(words):
        return "the split is train, val or test"
    if set(words[1:]) & set(SPLITS) and words[0] != "mse":
        return "the split stands in front"
    if "se" in words[:-1]:
        return "the standard error stands last"
    if WITH_UNIT.search(name):
        return "without its unit"
    return ""


class Rule(unittest.TestCase):
    def test_every_metric_of_the_shipped_records_keeps_it(self):
        records = sorted(ROOT.glob("reports/reference/*/*/metrics.json"))
        self.assertGreater(len(records), 20)
        for path in records:
            names = json.loads(path.read_text(encoding="utf-8")).keys() - {"dataset", "expected"}
            found = {name: wrong(name) for name in names if wrong(name)}
            self.assertEqual(found, {}, path.parent.name)

    def test_every_expected_metric_keeps_it(self):
        for part in PARTS:
            found = {row.name: wrong(row.name) for row in part.expectations if wrong(row.name)}
            self.assertEqual(found, {}, part.name)

    def test_what_breaks_it_is_found(self):
        for name in (
            *(
                "vae_mse",
                "plain_val_loss",
                "valid_nll_nats",
                "loss_val",
                "test_nll",
                "test_elbo_k5",
            ),
            *("mig_se_beta4", "psnr_noisy", "Loss", "linear_log_prob_nats"),
        ):
            with self.subTest(name):
                self.assertNotEqual(wrong(name), "")

import json
import re
import sys
import unittest

from lab.experiment.expected import (
    AIM,
    CLAIM,
    KINDS,
    PUBLISHED,
    SEEDS,
    SPREAD,
    THEORY,
    Expected,
)
from lab.experiment.parameters import TrainingLength
from lab.experiment.part import Part
from lab.experiment.spread import FILE, Spread, read_spreads
from lab.parts import PARTS
from tests.support.helpers import LabTest

PAPER = re.compile(r"[A-Z][a-z]+.* \((19|20)\d\d\)")
OVER_SEEDS = Expected("loss", SPREAD, SPREAD, "the lab's runs", kind=SEEDS)


def expected(**changes):
    return Expected(**{"name": "loss", "low": 0, "high": 1, "source": "x", "kind": AIM} | changes)


class Rows(unittest.TestCase):
    def test_what_sets_the_bounds_must_be_said(self):
        with self.assertRaises(TypeError):
            Expected("loss", 0, 1, "x")
        with self.assertRaisesRegex(ValueError, "loss: unknown kind 'target'; choose published"):
            expected(kind="target")

    def test_only_seeds_take_their_bounds_from_the_spread_and_they_always_do(self):
        for changes in ({"high": SPREAD}, {"kind": SEEDS}, {"kind": THEORY, "low": SPREAD}):
            with self.subTest(**changes), self.assertRaisesRegex(ValueError, "SPREAD"):
                expected(**changes)

    def test_the_row_keeps_kind_source_and_spread(self):
        row = expected(kind=CLAIM).checked({"loss": 0.5})
        whole = {"name": "loss", "low": 0, "high": 1, "value": 0.5, "met": True}
        self.assertEqual(row, whole | {"kind": "claim", "source": "x"})
        row = expected(kind=CLAIM).with_spread(Spread(0.5, 0.1, 8)).checked({"loss": 2})
        self.assertEqual(row["spread"], {"mean": 0.5, "sd": 0.1, "seeds": 8})
        self.assertEqual((row["low"], row["high"], row["met"]), (0, 1, False))

    def test_what_was_not_reached_is_more_than_was_tried(self):
        row = expected(reached="suffices")
        self.assertTrue(row.is_beyond({"loss": 0.5, "suffices": 0.0}))
        self.assertFalse(row.is_beyond({"loss": 0.5, "suffices": 1.0}))
        self.assertFalse(expected().is_beyond({"loss": 0.5}))

    def test_bounds_of_the_spread_are_four_standard_deviations_away(self):
        both = OVER_SEEDS.with_spread(Spread(10, 0.5, 8))
        self.assertEqual((both.low, both.high), (8, 12))
        self.assertTrue(both.checked({"loss": 8.0})["met"])
        self.assertFalse(both.checked({"loss": 7.99})["met"])
        one = expected(low=SPREAD, high=None, kind=SEEDS).with_spread(Spread(10, 0.5, 8))
        self.assertEqual((one.low, one.high), (8, None))

    def test_without_a_spread_they_are_not_expected(self):
        self.assertIsNone(OVER_SEEDS.with_spread(None))
        self.assertEqual(expected().with_spread(None), expected())


class OfAPart(LabTest):
    """A part with a spread for one preset on one data set."""

    def part(self, *rows):
        package = "part_with_a_spread"
        folder = self.folder / package
        folder.mkdir()
        (folder / "__init__.py").touch()
        spreads = {"mnist": {"long": {"seeds": [1, 2, 3], "metrics": {"loss": [10, 0.5]}}}}
        (folder / FILE).write_text(json.dumps(spreads), encoding="utf-8")
        sys.path.insert(0, str(self.folder))
        self.addCleanup(sys.path.remove, str(self.folder))
        self.addCleanup(sys.modules.pop, package, None)
        return Part("a", "Why?", "lecture", 1, package, TrainingLength, rows)

    def test_bounds_follow_from_what_is_stored_for_data_set_and_preset(self):
        part = self.part(OVER_SEEDS, expected(name="kl"))

        def found(dataset, preset):
            parameters = {"preset": preset} if preset else {}
            return part.expected({"dataset": {"name": dataset}, "parameters": parameters})

        self.assertEqual(list(found("mnist", "long")), ["loss", "kl"])
        loss = found("mnist", "long")["loss"]
        self.assertEqual((loss.low, loss.high, loss.spread), (8, 12, Spread(10, 0.5, 3)))
        self.assertEqual(list(found("mnist", None)), ["kl"])
        self.assertEqual(list(found("digits", "long")), ["kl"])


class EveryPart(unittest.TestCase):
    def test_each_row_has_a_kind_and_who_published_is_named(self):
        for part in PARTS:
            for row in part.expectations:
                with self.subTest(part=part.name, row=row.name):
                    self.assertIn(row.kind, KINDS)
                    if row.kind == PUBLISHED:
                        is_paper = PAPER.search(row.source)
                        self.assertTrue(is_paper or row.source.startswith("lab sheet"), row.source)

    def test_stored_spreads_are_of_presets_seeds_and_metrics_that_there_are(self):
        for part in PARTS:
            presets = set(part.parameters.PRESETS) or {""}
            for dataset, found in read_spreads(part.package).items():
                for preset, one in found.items():
                    with self.subTest(part=part.name, dataset=dataset, preset=preset):
                        self.assertIn(preset, presets)
                        self.assertGreaterEqual(len(set(one["seeds"])), 3)
                        self.assertEqual(one["seeds"], sorted(set(one["seeds"])))
                        for mean, sd in one["metrics"].values():
                            self.assertGreaterEqual(sd, 0)
                            self.assertIsInstance(mean, (int, float))

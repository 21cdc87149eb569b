import dataclasses
from unittest import mock

from lab.commands.expectations import checked_rows
from lab.experiment.expected import AIM, CLAIM, SEEDS, SPREAD, Expected
from lab.experiment.spread import Spread
from lab.languages import speaking
from lab.parts import vae
from tests.support.helpers import LabTest
from tests.support.records import small_record

ROWS = (
    Expected("train_loss", SPREAD, SPREAD, "the runs", kind=SEEDS, meaning="training loss"),
    Expected("val_loss", None, 21, "a source", kind=CLAIM),
    Expected("val_accuracy", 0.97, None, "a source", kind=AIM),
)
PART = dataclasses.replace(vae.PART, expectations=ROWS)
SPREADS = {"train_loss": Spread(20.012, 0.016, 8), "val_loss": Spread(20.5, 0.1, 8)}


def stored(name, low=None, high=None, met=True):
    return {"name": name, "low": low, "high": high, "value": 1, "met": met}


class Rows(LabTest):
    def rows(self, *expected, spreads=SPREADS, **metrics):
        record = small_record(**metrics, expected=list(expected))
        with mock.patch("lab.experiment.part.spreads_of", return_value=spreads):
            return {row.name: row for row in checked_rows(PART, record)}

    def test_a_run_is_checked_against_what_is_expected_today(self):
        found = self.rows(stored("val_loss", high=21), train_loss=20.2, val_loss=20.75)
        loss, bound = found["train_loss"], found["val_loss"]
        self.assertEqual((round(loss.low, 3), round(loss.high, 3)), (19.948, 20.076))
        self.assertEqual((loss.value, loss.met, loss.when_run), (20.2, False, None))
        words = (loss.words, loss.kind, loss.source)
        self.assertEqual(words, ("training loss", "over seeds", "the runs"))
        self.assertEqual(loss.spread, "20.012 ± 0.016 over 8 seeds")
        self.assertEqual((bound.met, bound.when_run), (True, None))
        self.assertEqual(bound.spread, "20.50 ± 0.10 over 8 seeds")

    def test_spreads_that_are_large_tiny_or_none(self):
        for spread, words in (
            (Spread(1234.6, 250.0, 8), "1,235 ± 250 over 8 seeds"),
            (Spread(4.108e-15, 7.41e-16, 8), "4.108·10⁻¹⁵ ± 7.4·10⁻¹⁶ over 8 seeds"),
            (Spread(2.0, 0.0, 8), "the same with all 8 seeds"),
        ):
            with self.subTest(words):
                row = self.rows(spreads={"train_loss": spread}, train_loss=2.0)["train_loss"]
                self.assertEqual(row.spread, words)

    def test_in_russian(self):
        with speaking("ru"):
            loss = self.rows(train_loss=20.2)["train_loss"]
        self.assertEqual(loss.kind, "по зёрнам")
        self.assertEqual(loss.spread, "20,012 ± 0,016 по 8 зёрнам")

    def test_other_bounds_when_it_was_run_stand_beside_those_of_today(self):
        before = stored("val_accuracy", low=0.9)
        row = self.rows(before, val_accuracy=0.95)["val_accuracy"]
        self.assertEqual((row.low, row.met, row.when_run), (0.97, False, before))

    def test_what_is_no_longer_expected_or_not_yet_stands_as_the_record_has_it(self):
        found = self.rows(stored("kl", low=2, met=False), stored("train_loss", high=3), spreads={})
        self.assertEqual(list(found), ["kl", "train_loss"])
        row = found["kl"]
        self.assertEqual((row.value, row.low, row.met), (1, 2, False))
        self.assertEqual((row.kind, row.source, row.words), ("no longer expected", "", ""))
        row = found["train_loss"]
        self.assertEqual((row.high, row.words), (3, "training loss"))
        self.assertEqual(row.kind, "as when run: no spread over seeds is stored")

    def test_what_the_run_did_not_measure_is_left_out(self):
        self.assertEqual(list(self.rows(val_loss=20.0)), ["val_loss"])

    def test_nothing_is_expected_of_runs_that_were_not_checked(self):
        self.assertEqual(checked_rows(PART, small_record(train_loss=20.0)), [])

import unittest

from lab.experiment.histories import columns, mean_rows, merged, training_seconds

ROWS = [{"epoch": 1, "loss": 4.0, "seconds": 2.0}, {"epoch": 2, "loss": 3.0, "seconds": 1.5}]
OTHERS = [{"epoch": 1, "loss": 2.0, "seconds": 1.0}, {"epoch": 2, "loss": 0.0, "seconds": 0.5}]


class Merged(unittest.TestCase):
    def test_every_column_stands_behind_its_network(self):
        first, second = merged({"": ROWS, "deep": OTHERS})
        self.assertEqual(
            first, {"epoch": 1, "loss": 4, "seconds": 2, "deep_loss": 2, "deep_seconds": 1}
        )
        self.assertEqual((second["epoch"], second["loss"], second["deep_loss"]), (2, 3, 0))

    def test_trainings_of_other_lengths_are_no_rows(self):
        with self.assertRaises(ValueError):
            merged({"": ROWS, "deep": OTHERS[:1]})


class Averaged(unittest.TestCase):
    def test_means_of_each_epoch(self):
        self.assertEqual(
            mean_rows([ROWS, OTHERS]),
            [
                {"epoch": 1, "loss": 3, "seconds": 1.5},
                {"epoch": 2, "loss": 1.5, "seconds": 1},
            ],
        )


class Columns(unittest.TestCase):
    def test_an_array_for_each_column(self):
        found = columns(ROWS)
        self.assertEqual(list(found), ["epoch", "loss", "seconds"])
        self.assertEqual(found["loss"].tolist(), [4, 3])

    def test_columns_of_columns(self):
        self.assertEqual(
            columns([columns(ROWS), columns(OTHERS)])["loss"].tolist(), [[4, 3], [2, 0]]
        )

    def test_seconds(self):
        self.assertEqual(training_seconds(ROWS), 3.5)
        self.assertEqual(training_seconds([]), 0)

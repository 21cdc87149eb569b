import csv
import math
import unittest

import numpy as np

from lab.commands.sweep.means import as_csv, means

RUNS = [
    {"dataset": "digits", "loss": 1.0, "expected": []},
    {"dataset": "digits", "loss": 2.5},
    {"dataset": "digits", "loss": 7.0, "rare": 4},
]


class Means(unittest.TestCase):
    def test_mean_and_standard_error_over_the_runs_that_have_the_metric(self):
        found = means(RUNS)
        self.assertEqual(list(found), ["loss", "rare"])
        losses = np.array([1.0, 2.5, 7.0])
        deviation = np.sqrt(((losses - losses.mean()) ** 2).sum() / 2)
        self.assertAlmostEqual(found["loss"].value, losses.mean())
        self.assertAlmostEqual(found["loss"].error, deviation / np.sqrt(3))
        self.assertEqual(found["loss"].count, 3)
        self.assertEqual((found["rare"].value, found["rare"].count), (4, 1))
        self.assertTrue(math.isnan(found["rare"].error))

    def test_csv_has_a_row_for_each_point_and_metric(self):
        points = [({"beta": 4.0, "layers": (8, 4)}, means(RUNS))]
        rows = list(csv.reader(as_csv(points).splitlines()))
        self.assertEqual(rows[0], ["beta", "layers", "metric", "mean", "standard_error", "runs"])
        self.assertEqual(rows[1][:4], ["4", "8x4", "loss", "3.5"])
        self.assertAlmostEqual(float(rows[1][4]), means(RUNS)["loss"].error)
        self.assertEqual(rows[2], ["4", "8x4", "rare", "4.0", "", "1"])

import unittest

import numpy as np

import lab
from lab.parts import find
from lab.parts.made_mixture.measures import summary
from lab.parts.made_mixture.scans import SCANS, scan
from tests.support.helpers import LabTest, quiet
from tests.support.smoke_runs import smoke_run


class Scans(unittest.TestCase):
    def test_all_turns_and_mirrorings_of_the_raster_order(self):
        grid = np.arange(16).reshape(4, 4)
        turned = [np.rot90(way, turns) for way in (grid, grid.T) for turns in range(4)]
        expected = {tuple(way.ravel()) for way in turned}
        self.assertEqual({tuple(scan(number, (4, 4))) for number in range(SCANS)}, expected)
        self.assertEqual(scan(0, (4, 4)).tolist(), list(range(16)))


class Summary(unittest.TestCase):
    def test_validation_images_choose_the_best_and_test_images_score_it(self):
        arrays = {
            "valid_alone": np.array([90.0, 88.0, 89.0]),
            # on these another one would be the best
            "test_alone": np.array([86.0, 89.5, 90.0]),
            "valid_mixed": np.array([90.0, 87.0, 86.5]),
            "test_mixed": np.array([86.0, 87.5, 87.0]),
        }
        expected = {
            "test_nll_nats": 87.0,
            "val_nll_nats": 86.5,
            "test_nll_nats_best_single": 89.5,
            "test_gain_nats_mixture": 2.5,
        }
        self.assertEqual(summary(arrays), expected)


class Smoke(unittest.TestCase):
    def test_the_mixture_of_one_is_that_one_and_of_all_no_worse_than_their_mean(self):
        result = smoke_run("made-mixture")
        arrays = result.record.arrays
        for split in ("valid", "test"):
            alone, mixed = arrays[f"{split}_alone"], arrays[f"{split}_mixed"]
            np.testing.assert_allclose(mixed[0], alone[0], rtol=1e-6)
            self.assertLess(mixed[-1], alone.mean())
        self.assertAlmostEqual(
            result.metrics["test_gain_nats_mixture"],
            arrays["test_alone"][arrays["valid_alone"].argmin()] - arrays["test_mixed"][-1],
            places=4,
        )

    def test_parameters_are_those_that_the_masks_leave(self):
        one = 784 * 40 + 40 + 40 * 40 + 40 + 40 * 784 + 784 + 784 * 784 + 784
        parameters = smoke_run("made-mixture").metrics["parameters"]
        self.assertLess(parameters, 2 * one)
        self.assertGreater(parameters, one)


class Shared(LabTest):
    def test_the_orders_of_one_network_are_mixed(self):
        with quiet():
            result = lab.run(
                "made-mixture", smoke=True, dataset="digits", out=self.folder, networks=1, orders=3
            )
        arrays = result.record.arrays
        self.assertEqual(len(arrays["test_alone"]), 3)
        self.assertEqual(result.metrics["passes_per_image"], 3)
        self.assertLess(
            result.metrics["parameters"], smoke_run("made-mixture").metrics["parameters"]
        )
        self.assertLess(arrays["test_mixed"][-1], arrays["test_alone"].mean())
        titles = {name: figure.get_suptitle() for name, figure in result.figures.items()}
        self.assertIn("orders sharing one network", titles["mixture"])
        self.assertIn("one of its orders", titles["samples"])
        russian = find("made-mixture").draw(result.record, "ru")["mixture"].get_suptitle()
        self.assertIn("порядков пикселей с общей сетью", russian)

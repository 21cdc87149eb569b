import dataclasses
import unittest

import numpy as np

import lab
from lab.parts import find
from lab.parts.made_mixture.measures import nll_arrays, summary
from lab.parts.made_mixture.scans import SCANS, scan
from tests.support.helpers import LabTest, quiet
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Scans(unittest.TestCase):
    def test_all_turns_and_mirrorings_of_the_raster_order(self):
        grid = np.arange(16).reshape(4, 4)
        turned = [np.rot90(way, turns) for way in (grid, grid.T) for turns in range(4)]
        expected = {tuple(way.ravel()) for way in turned}
        self.assertEqual({tuple(scan(number, (4, 4))) for number in range(SCANS)}, expected)
        self.assertEqual(scan(0, (4, 4)).tolist(), list(range(16)))


class Summary(unittest.TestCase):
    # log p(x) of two components for four images each; on test images the other one is the best
    LOG_PROBS = {
        "valid": np.log([[0.1, 0.1, 0.2, 0.2], [0.2, 0.3, 0.3, 0.4]]),
        "test": np.log([[0.4, 0.4, 0.6, 0.6], [0.2, 0.1, 0.1, 0.3]]),
    }

    def test_validation_images_choose_the_best_and_test_images_score_it(self):
        found = summary(nll_arrays(self.LOG_PROBS), self.LOG_PROBS)
        mixed = -np.log([0.3, 0.25, 0.35, 0.45])
        single = -self.LOG_PROBS["test"][1]
        expected = {
            "test_nll_nats": mixed.mean(),
            "test_nll_nats_images_se": mixed.std(ddof=1) / 2,
            "val_nll_nats": -np.log([0.15, 0.2, 0.25, 0.3]).mean(),
            "test_nll_nats_best_single": single.mean(),
            "test_gain_nats_mixture": (single - mixed).mean(),
            "test_gain_nats_mixture_se": (single - mixed).std(ddof=1) / 2,
        }
        self.assertEqual(found.keys(), expected.keys())
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, places=10, msg=name)


class Story(unittest.TestCase):
    def said(self, run="made-mixture", language="en", **metrics):
        return told(find("made-mixture"), shipped("binarized_mnist", run), language, **metrics)

    def test_beside_its_components_and_published_numbers(self):
        text = self.said()
        self.assertIn("is 86.18 nats, 1.58 less than the 87.77", text)
        self.assertIn("second component brings 1.19 nats, the last 0.02", text)
        self.assertIn("Published for MADE, 2 hidden layers, 32 masks is 86.64", text)
        self.assertIn("has 79.20 nats, 7.0 less", text)

    def test_the_gain_turned_round(self):
        error = {"test_gain_nats_mixture_se": 0.1}
        for gain, words in (
            (0.3, "0.30 less than"),
            (0.1, "no different beyond the error"),
            (-0.5, "0.50 more than the 87.77 of the best component by itself, contrary"),
        ):
            self.assertIn(words, self.said(test_gain_nats_mixture=gain, **error))
        self.assertIn("вопреки", self.said(language="ru", test_gain_nats_mixture=-1, **error))

    def test_gains_that_do_not_diminish(self):
        record = shipped("binarized_mnist", "made-mixture")
        mixed = np.array([88.0, 87.9, 86.0])
        arrays = record.arrays | {"test_mixed": mixed}
        text = told(find("made-mixture"), dataclasses.replace(record, arrays=arrays))
        self.assertIn("Gains do not diminish", text)

    def test_two_orders_are_a_table_and_no_curve(self):
        part, record = find("made-mixture"), shipped("binarized_mnist", "made-mixture-shared")
        self.assertEqual(part.story(record).figures, ("samples", "published"))
        self.assertNotIn("mixture", part.draw(record))
        self.assertIn("(2 orders in 1 network", told(part, record))
        rows = part.tables(record)["mixture"].rows
        self.assertEqual(rows[1][:3], ("2", "86.96", "87.92"))


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

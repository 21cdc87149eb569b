import dataclasses
import itertools
import math
import unittest
from unittest import mock

import numpy as np
import tensorflow as tf

from lab.data import Split
from lab.parts import find, made
from lab.parts.made import Parameters, experiment
from lab.parts.made.averages import averages
from lab.parts.made.dependence import (
    largest_of_present_and_future,
    mean_absolute_jacobian,
    pooled,
)
from lab.parts.made.figures import draw
from lab.parts.made.filling import known_so_far
from lab.parts.made.matrices import Matrix, matrix_panels
from lab.parts.made.small_images import centre_of, every_image
from lab.storage.records import Record
from tests.support.helpers import tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Story(unittest.TestCase):
    def said(self, run="made", dataset="mnist", language="en", **metrics):
        return told(find("made"), shipped(dataset, run), language, **metrics)

    def test_beside_published_numbers_where_there_are_any(self):
        text = self.said("made-best", "binarized_mnist")
        self.assertIn("Published for NADE, fixed order is 88.33", text)
        self.assertIn("has 79.20 nats", text)
        # a record of an earlier version has neither plain SGD nor an error of its own
        self.assertNotIn("plain SGD", text)
        text = self.said("made-long", "dynamic_mnist")
        self.assertIn("Published for IWAE, k = 50 is ≈ 84.78", text)
        text = self.said()
        self.assertIn("none is comparable", text)
        self.assertNotIn("Published for", text)

    def test_plain_sgd_turned_round(self):
        gains = {"test_nll_nats_plain_sgd": 99.0, "test_gain_nats_on_plain_sgd_se": 0.1}
        record = smoke_run("made").record
        for gain, words in (
            (4.3, "99.00 nats after 2 epochs, 4.30 ± 0.10 more"),
            (0.1, "no different within the error (0.10 ± 0.10)"),
            (-0.5, "which is better (0.50 ± 0.10), contrary to what is expected"),
        ):
            text = told(find("made"), record, **gains, test_gain_nats_on_plain_sgd=gain)
            self.assertIn(words, text)

    def test_samples_turned_round(self):
        for share, words in (
            (0.694, "one unlikely pixel derails it"),
            (0.95, "about as often as of test images (96%"),
            (0.99, "more often than of test images"),
            (0.05, "of 5% of samples only"),
        ):
            self.assertIn(words, self.said(judged_sure=share))
        self.assertIn("неузнаваемо", self.said(language="ru", judged_sure=0.05))

    def test_masks_that_leak_and_networks_that_do_not_copy(self):
        self.assertIn("Without masks it is 0.49: that network copies", self.said())
        self.assertIn("has not learned to", self.said(forbidden_derivative_unmasked=0.01))
        text = self.said(forbidden_derivative_made=0.02)
        self.assertIn("the largest is 0.02: a mask leaks", text)
        self.assertNotIn("exactly 0", text)

    def test_averages_turned_round(self):
        for mean, words in ((90.0, "improves a"), (94.7, "changes little"), (96, "network worse")):
            self.assertIn(words, self.said(test_nll_nats_all_orders=mean))
        self.assertIn("to 1.387: it is no density", self.said())
        for name in ("mean_likelihood", "mean_logits"):
            text = self.said(**{f"probability_sum_{name}": 1.0003})
            self.assertIn("expected is 1 for the first alone", text)
            self.assertNotIn("no density", text)

    def test_gradients_that_are_wrong(self):
        text = self.said(gradient_error_finite_differences=0.02)
        self.assertIn("differ from finite differences by 2.0·10⁻²", text)


class Smoke(unittest.TestCase):
    """What the smoke run shows already, whatever its network has learnt."""

    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("made")
        cls.metrics = cls.result.metrics
        cls.arrays = cls.result.record.arrays

    def test_nothing_comes_from_the_present_or_the_future_but_without_masks(self):
        self.assertEqual(self.metrics["forbidden_derivative_made"], 0)
        self.assertGreater(self.metrics["forbidden_derivative_unmasked"], 1e-4)
        jacobian = self.arrays["made_jacobian"]
        self.assertEqual(jacobian.shape, (196, 196))
        self.assertEqual(np.abs(np.tril(jacobian, -1)).max(), 0)
        self.assertGreater(np.triu(jacobian, 1).max(), 0)

    def test_likelihoods_sum_to_one_and_nothing_else_does(self):
        self.assertAlmostEqual(self.metrics["probability_sum_mean_likelihood"], 1, delta=1e-5)
        self.assertGreater(self.metrics["probability_sum_mean_logits"], 1.01)
        self.assertGreater(self.metrics["probability_sum_unmasked"], 10)

    def test_nats_and_bits_are_of_one_size(self):
        nats = self.metrics["test_nll_nats"]
        self.assertAlmostEqual(nats, self.result.history[-1]["val_loss"], delta=1e-3 * nats)
        self.assertAlmostEqual(
            self.metrics["test_bits_per_pixel"], nats / 784 / math.log(2), places=6
        )
        self.assertNotIn("val_nll_nats", self.metrics)

    def test_errors_are_over_test_images_and_paired_beside_plain_sgd(self):
        nlls, m = self.arrays["test_nlls"], self.metrics
        self.assertAlmostEqual(nlls.mean(), m["test_nll_nats"], places=3)
        error = nlls.std(ddof=1) / math.sqrt(len(nlls))
        self.assertAlmostEqual(m["test_nll_nats_images_se"], error, places=4)
        gain = m["test_nll_nats_plain_sgd"] - m["test_nll_nats"]
        self.assertAlmostEqual(m["test_gain_nats_on_plain_sgd"], gain, places=3)
        self.assertLess(m["test_gain_nats_on_plain_sgd_se"], error)
        labels = [line.get_label() for line in self.result.figures["training"].axes[0].get_lines()]
        self.assertEqual(labels, ["train", "validation", "plain SGD, validation"])

    def test_only_allowed_weights_are_counted(self):
        strict, others = 784 * 783 // 2, 784 * 785 // 2
        self.assertEqual(self.metrics["parameters"], strict + 2 * others + 3 * 784)

    def test_completions_keep_the_half_that_was_given(self):
        given = self.arrays["originals"][:, None, :392]
        completions = self.arrays["completions"]
        np.testing.assert_array_equal(completions[..., :392], np.broadcast_to(given, (8, 6, 392)))
        self.assertGreater(np.ptp(completions[..., 392:].astype(int), axis=1).max(), 0)

    def test_every_image_is_black_and_white(self):
        for name in ("samples", "test_images", "completions"):
            self.assertEqual(set(np.unique(self.arrays[name])), {0, 255}, name)
        self.assertTrue(self.result.record.config["dataset"]["thresholded"])
        self.assertIn("thresholded at 0.5", self.result.record.caption)

    def test_the_moving_figure_fills_in_and_then_stands(self):
        frames = self.result.figures["filling_in"].frames()
        self.assertEqual((frames.dtype, frames.ndim), (np.uint8, 3))
        changes = [np.any(a != b) for a, b in zip(frames[:-1], frames[1:], strict=True)]
        self.assertTrue(all(changes[:56]))
        self.assertFalse(any(changes[56:]))

    def test_the_words_of_the_moving_figure_are_translated_before_it_is_drawn(self):
        english = draw(self.result.record)["filling_in"]
        russian = find("made").draw(self.result.record, "ru")["filling_in"]
        self.assertEqual(russian.figure.get_suptitle(), "Пиксель за пикселем")
        self.assertTrue(np.any(russian.frames()[-1] != english.frames()[-1]))

    def test_gradient_errors_are_small_where_there_are_any(self):
        for name in ("finite_differences", "automatic_gradient", "xla"):
            self.assertLess(self.metrics[f"gradient_error_{name}"], 1e-7)
        self.assertEqual(
            self.arrays["gradient_errors"].shape,
            (len(self.arrays["gradient_ops"]), len(self.arrays["gradient_checks"])),
        )


class Published(unittest.TestCase):
    def test_only_a_known_protocol_stands_beside_published_numbers(self):
        record = smoke_run("made").record
        self.assertNotIn("published", draw(record))
        fixed = {
            **record.config,
            "dataset": {**record.config["dataset"], "name": "binarized_mnist"},
        }
        figure = draw(Record(fixed, record.metrics, record.history, record.arrays))["published"]
        shown = [text.get_text() for text in figure.axes[0].get_yticklabels()]
        self.assertIn("MADE, 2 hidden layers, 32 masks", shown)
        self.assertIn("MADE, 2 hidden layers, 1 mask †", shown)
        self.assertEqual(sum("this run" in name for name in shown), 1)


class PlainSGD(unittest.TestCase):
    def test_it_is_sgd_at_one_rate_and_nothing_else(self):
        parameters = Parameters(hidden_units=(5, 5))
        context = mock.Mock(parameters=parameters, dataset=tiny_dataset(), seed=0)
        optimizer = experiment._train_plain(context)[0].optimizer
        self.assertEqual((optimizer.momentum, optimizer.weight_decay), (0, None))
        self.assertFalse(optimizer.use_ema)
        self.assertAlmostEqual(float(optimizer.learning_rate), experiment.PLAIN_RATE, places=6)

    def test_other_networks_do_without(self):
        for preset in ("best", "long"):
            self.assertEqual(Parameters.PRESETS[preset]["plain_epochs"], 0)


class Presets(unittest.TestCase):
    def test_defaults_are_the_coursework(self):
        p = Parameters()
        self.assertEqual((p.hidden_units, p.optimizer, p.residual), ((784, 784), "sgd", False))
        self.assertEqual(Parameters.PRESETS[p.preset], {})

    def test_expected_results_name_presets_that_there_are(self):
        for expected in made.EXPECTED:
            self.assertIn(expected.preset, (None, *Parameters.PRESETS))


class Jacobian(unittest.TestCase):
    def test_of_a_linear_function_is_its_matrix(self):
        w = np.random.default_rng(0).normal(size=(4, 4))
        images = np.random.default_rng(1).normal(size=(3, 4))
        found = mean_absolute_jacobian(lambda x: tf.matmul(x, w), images)
        np.testing.assert_allclose(found, np.abs(w), rtol=1e-12)

    def test_is_the_mean_over_images_of_absolute_values(self):
        images = np.array([[1.0, -2.0], [-3.0, 4.0]])
        found = mean_absolute_jacobian(lambda x: x**2 / 2, images)
        np.testing.assert_allclose(found, [[2, 0], [0, 3]])

    def test_present_and_future_lie_on_and_below_the_diagonal(self):
        strict = np.triu(np.ones((3, 3)), 1)
        self.assertEqual(largest_of_present_and_future(strict), 0)
        for place in ((0, 0), (2, 1)):
            leaking = strict.copy()
            leaking[place] = 0.25
            self.assertEqual(largest_of_present_and_future(leaking), 0.25)


class Pooled(unittest.TestCase):
    def test_means_over_blocks(self):
        matrix = np.arange(24.0).reshape(4, 6)
        np.testing.assert_allclose(pooled(matrix, 2), [[4, 7], [16, 19]])
        np.testing.assert_allclose(pooled(matrix, 5).shape, (4, 5))
        np.testing.assert_array_equal(pooled(matrix, 10), matrix)

    def test_masks_become_shares(self):
        mask = np.triu(np.ones((4, 4), bool))
        np.testing.assert_allclose(pooled(mask, 2), [[0.75, 1], [0, 0.75]])


class Plots(unittest.TestCase):
    def test_the_first_epochs_do_not_crush_the_others(self):
        rows = [
            {"epoch": n, "train_loss": 100 + 400 / n**3, "val_loss": 101 + 300 / n**3}
            for n in range(1, 41)
        ]
        record = dataclasses.replace(shipped("mnist", "made"), history=rows)
        axis = find("made").draw(record)["training"].axes[0]
        # of the third epoch on, as 5% of 40 are left out
        self.assertGreater(axis.get_ylim()[1], 100 + 400 / 27)
        self.assertLess(axis.get_ylim()[1], 100 + 400 / 8)
        self.assertIn("500 (train), 401 (validation)", axis.texts[0].get_text())
        few = dataclasses.replace(record, history=rows[:5])
        axis = find("made").draw(few)["training"].axes[0]
        self.assertGreater(axis.get_ylim()[1], 500)
        self.assertEqual(list(axis.texts), [])

    def test_masks_of_wide_and_narrow_layers_have_panels_of_one_size(self):
        figure = find("made").draw(shipped("binarized_mnist", "made-best"))["masks"]
        figure.draw_without_rendering()
        sizes = [axis.get_window_extent().size for axis in figure.axes]
        self.assertEqual(len(sizes), 8)
        for size in sizes:
            np.testing.assert_allclose(size, sizes[0], atol=1)

    def test_averages_and_their_sums(self):
        sums = {"mean": 1.0, "other": 1.5, "none": 80.0}
        figure = averages({"mean": [3.0, 2.5], "other": [3.0, 1.0]}, sums, "", "")
        left, right = figure.axes
        np.testing.assert_array_equal(left.lines[1].get_data(), [[1, 2], [3, 1]])
        self.assertEqual([bar.get_height() for bar in right.patches], [1, 1.5, 80])

    def test_zero_has_no_colour_on_a_logarithmic_scale(self):
        values = np.array([[0.0, 1.0], [0.0, 0.01]])
        panels = [
            Matrix("t", "x", "y", values, highest=1, corner=(2, 2), scale=scale)
            for scale in ("", "size")
        ]
        plain, logarithmic = matrix_panels(panels, "", "", columns=2).axes[:2]
        self.assertFalse(np.ma.is_masked(plain.images[0].get_array()))
        np.testing.assert_array_equal(
            logarithmic.images[0].get_array().mask, [[True, False], [True, False]]
        )

    def test_pixels_are_grey_until_their_turn(self):
        images = np.array([[0, 255, 255]], np.uint8)
        order = np.array([2, 0, 1])
        shown = [known_so_far(images, order, count)[0].tolist() for count in range(4)]
        self.assertEqual(shown, [[128, 128, 128], [128, 128, 255], [0, 128, 255], [0, 255, 255]])


class SmallImages(unittest.TestCase):
    def test_every_image_comes_once(self):
        images = every_image(3)
        self.assertEqual(sorted(map(tuple, images)), list(itertools.product((0, 1), repeat=3)))

    def test_the_centre_keeps_the_pixels_in_the_middle(self):
        split = Split(np.arange(2 * 36, dtype=np.uint8).reshape(2, 36), np.array([0, 1]))
        data = dataclasses.replace(tiny_dataset(), train=split, test=split, shape=(6, 6))
        cut = centre_of(data)
        expected = np.arange(36).reshape(6, 6)[1:4, 1:5].ravel()
        self.assertEqual(cut.test.pixels.tolist(), [expected.tolist(), (36 + expected).tolist()])
        self.assertEqual((cut.shape, cut.valid), ((3, 4), None))

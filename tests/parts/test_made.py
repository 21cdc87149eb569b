import math
import unittest

import numpy as np

from lab.experiment import published
from lab.languages import in_russian
from lab.parts import find, made
from lab.parts.made import Parameters
from lab.parts.made.figures import draw
from lab.storage.records import Record
from tests.support.smoke_runs import smoke_run


class Smoke(unittest.TestCase):
    """What the smoke run shows already, whatever its network has learnt."""

    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("made")
        cls.metrics = cls.result.metrics
        cls.arrays = cls.result.record.arrays

    def test_nothing_comes_from_the_present_or_the_future_but_without_masks(self):
        self.assertEqual(self.metrics["made_sees_itself_or_later"], 0)
        self.assertGreater(self.metrics["unmasked_sees_itself_or_later"], 1e-4)
        jacobian = self.arrays["made_jacobian"]
        self.assertEqual(jacobian.shape, (196, 196))
        self.assertEqual(np.abs(np.tril(jacobian, -1)).max(), 0)
        self.assertGreater(np.triu(jacobian, 1).max(), 0)

    def test_likelihoods_sum_to_one_and_nothing_else_does(self):
        self.assertAlmostEqual(self.metrics["sum_mean_likelihood"], 1, delta=1e-5)
        self.assertGreater(self.metrics["sum_mean_logits"], 1.01)
        self.assertGreater(self.metrics["sum_unmasked"], 10)

    def test_nats_and_bits_are_of_one_size(self):
        nats = self.metrics["test_nll"]
        self.assertAlmostEqual(nats, self.result.history[-1]["val_loss"], delta=1e-3 * nats)
        self.assertAlmostEqual(
            self.metrics["test_bits_per_pixel"], nats / 784 / math.log(2), places=6
        )
        self.assertNotIn("valid_nll", self.metrics)

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
        self.assertEqual(len(shown), len(published.PROTOCOLS[published.FIXED].rows) + 1)
        self.assertIn("MADE, 2 hidden layers, 32 masks", shown)
        self.assertIn("MADE, 2 hidden layers, 1 mask †", shown)
        self.assertEqual(sum("this run" in name for name in shown), 1)

    def test_recalled_numbers_keep_their_dagger(self):
        recalled = {168.95, 137.64, 88.40, 88.04, 89.59, 87.71}
        marked = {
            nats for name, nats in published.PROTOCOLS[published.FIXED].rows if name.endswith("†")
        }
        self.assertEqual(marked, recalled)

    def test_every_word_has_its_russian(self):
        for protocol in published.PROTOCOLS.values():
            texts = [protocol.title, *(name for name, _ in protocol.rows)]
            self.assertEqual([text for text in texts if in_russian(text) is None], [])


class Presets(unittest.TestCase):
    def test_defaults_are_the_coursework(self):
        p = Parameters()
        self.assertEqual((p.hidden_units, p.optimizer, p.residual), ((784, 784), "sgd", False))
        self.assertEqual(Parameters.PRESETS[p.preset], {})

    def test_expected_results_name_presets_that_there_are(self):
        for expected in made.EXPECTED:
            self.assertIn(expected.preset, (None, *Parameters.PRESETS))

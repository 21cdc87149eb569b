import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from lab.data.dataset import Dataset
from lab.data.split import Split
from lab.framework import SGD
from lab.framework.masks import triangular_mask
from lab.models import MADE, MADEMixture, noise
from lab.models.densities import bernoulli_log_prob
from lab.models.made.network import MaskedNetwork
from lab.training.fit import fit
from lab.training.schedule import Schedule
from tests.support.graphs import ReleasesGraphs
from tests.support.helpers import quiet
from tests.support.small_mades import (
    ORDERS,
    D,
    RefusesInput,
    all_choices,
    all_images,
    masked_layers,
    random_made,
)


def probabilities(model, pixels=D):
    return np.exp(model.log_prob(all_images(pixels)).numpy())


class Start(unittest.TestCase):
    def test_without_weights_the_images_frequencies_are_what_is_predicted(self):
        images = np.array([[0, 1, 1, 0, 0], [0, 1, 0, 1, 0], [0, 1, 0, 0, 0]], np.float32)
        for order in ORDERS:
            with self.subTest(**order):
                model = random_made(scale=0, **order)
                model.start_at_frequencies(images)
                probs = tf.sigmoid(model.conditional_logits(images))
                np.testing.assert_allclose(probs[0], [0.2, 0.8, 0.4, 0.4, 0.2], rtol=1e-5)


class Density(ReleasesGraphs):
    def test_probabilities_of_all_images_sum_to_one(self):
        for choices in all_choices():
            for dtype, delta in (("float32", 1e-5), ("float64", 1e-10)):
                with self.subTest(**choices, dtype=dtype):
                    probs = probabilities(random_made(dtype=dtype, **choices))
                    self.assertAlmostEqual(probs.sum(), 1, delta=delta)
                    self.assertGreater(probs.std(), 1e-3)

    def test_twelve_pixels(self):
        for choices in ({"hidden_units": (12, 12)}, {"order": "random", "orders": 4}):
            for dtype, delta in (("float32", 1e-5), ("float64", 1e-10)):
                model = random_made(12, scale=0.3, dtype=dtype, **choices)
                self.assertAlmostEqual(probabilities(model, 12).sum(), 1, delta=delta)

    def test_one_pixel(self):
        model = random_made(1, hidden_units=(1, 4))
        self.assertAlmostEqual(probabilities(model, 1).sum(), 1, delta=1e-6)

    def test_mixture_of_networks(self):
        models = [
            random_made(weight_seed=1, hidden_units=(D, D), dtype="float64"),
            random_made(
                weight_seed=2, order="random", orders=2, hidden_units=(9,), dtype="float64"
            ),
        ]
        probs = probabilities(MADEMixture(models))
        self.assertAlmostEqual(probs.sum(), 1, delta=1e-10)
        np.testing.assert_allclose(probs, sum(probabilities(m) for m in models) / 2, rtol=1e-12)

    def test_several_orders_mix_probabilities_and_not_logits(self):
        choices = {"hidden_units": (11, 11), "order": "random", "orders": 3}
        model = random_made(weight_seed=6, scale=2, dtype="float64", **choices)
        images = all_images(D)
        logits = [model.conditional_logits(images, which) for which in range(3)]
        each = np.exp([bernoulli_log_prob(images, a) for a in logits])
        np.testing.assert_allclose(probabilities(model), each.mean(axis=0), rtol=1e-12)
        averaged = np.exp(bernoulli_log_prob(images, sum(logits) / 3))
        self.assertLess(averaged.sum(), 0.7)

    def test_evaluation_s_loss_is_that_of_all_orders(self):
        model = random_made(hidden_units=(9,), order="random", orders=3, dtype="float64")
        images = all_images(D)
        for step in range(2):
            loss = model.terms(images, None, False, tf.constant(step, tf.int64))["loss"]
            np.testing.assert_allclose(loss, -np.log(probabilities(model)), rtol=1e-12)

    def test_a_prefix_has_the_probability_of_the_images_that_go_on_from_it(self):
        orders = [[0, 1, 2, 3, 4], [1, 0, 4, 3, 2]]
        model = random_made(hidden_units=(11, 11), order=orders, dtype="float64")
        given = np.array([[1, 0, np.nan, np.nan, np.nan]])
        images = all_images(D)
        fits = (images[:, :2] == [1, 0]).all(axis=1)
        for which in range(2):
            log_probs = bernoulli_log_prob(images, model.conditional_logits(images, which))
            expected = np.log(np.exp(log_probs)[fits].sum())
            self.assertAlmostEqual(model.component_log_probs(given)[which, 0], expected, places=12)


class Reach(ReleasesGraphs):
    """Which inputs reach which outputs: every allowed weight is 1, and one input goes 1 to 0."""

    def reached(self, model, which):
        """By position, [output, input]."""
        for layer in masked_layers(model):
            layer.kernel.assign(tf.cast(layer.mask, layer.kernel.dtype))
        images = np.concatenate([np.ones((1, D)), 1 - np.eye(D)])
        logits = model.conditional_logits(images, which).numpy()
        order = model.pixel_orders[which]
        return (logits[1:] != logits[0]).T[order][:, order]

    def allowed(self, model, which):
        """By position, [output, input]: some chain of units whose degrees never fall."""
        before, outputs = np.arange(D) + 1, np.arange(D)
        reach = np.eye(D, dtype=bool)
        for after in (*(degrees[which] for degrees in model.order_degrees), outputs):
            reach = (after[:, None] >= before) @ reach
            before = after
        return reach | (model.direct & (outputs[:, None] > outputs))

    def test_exactly_what_the_degrees_allow(self):
        earlier = np.tril(np.ones((D, D), bool), -1)
        for choices in all_choices():
            with self.subTest(**choices):
                model = random_made(**choices)
                for which in range(model.num_orders):
                    allowed = self.allowed(model, which)
                    self.assertFalse((allowed & ~earlier).any())
                    if min(choices["hidden_units"]) >= D - 1 or choices["direct"]:
                        np.testing.assert_array_equal(allowed, earlier)
                    np.testing.assert_array_equal(self.reached(model, which), allowed)

    def test_opposite_orders_take_opposite_halves_of_every_kernel(self):
        model = MADE(6, (5, 5), order=[[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0]], direct=True)
        model.build()
        for layer in masked_layers(model):
            layer.kernel.assign(tf.cast(layer.mask, layer.kernel.dtype))
        images = tf.eye(6)
        slopes = []
        for which in range(2):
            with tf.GradientTape() as tape:
                logits = model.conditional_logits(images, which)
            kernels = [layer.kernel for layer in masked_layers(model)]
            slopes.append([slope.numpy() != 0 for slope in tape.gradient(logits, kernels)])
        # from unit to unit the two meet in the units of equal degree, here one each: the diagonal
        both = [first & second for first, second in zip(*slopes, strict=True)]
        self.assertEqual([shared.any() for shared in both], [False, True, False, False])
        self.assertFalse((both[1] & ~np.eye(5, dtype=bool)).any())

    def test_the_default_is_the_coursework_network(self):
        model = MADE()
        model.build()
        masks = [layer.mask for layer in masked_layers(model)]
        self.assertEqual([mask.shape for mask in masks], [(784, 784)] * 3)
        for mask, mask_type in zip(masks, "ABB", strict=True):
            np.testing.assert_array_equal(mask, triangular_mask(784, mask_type))

    def test_free_parameters_are_what_the_masks_leave_and_the_biases(self):
        # 5 pixels, masks A and B: 10 and 15 weights; past them, mask A again
        for direct, expected in ((False, 10 + 5 + 15 + 5), (True, 10 + 5 + 15 + 5 + 10 + 5)):
            model = MADE(D, (D,), direct=direct)
            self.assertEqual(model.free_parameters, expected)
            model.build()
            for layer in masked_layers(model):
                layer.kernel.assign(tf.ones_like(layer.kernel) * tf.cast(layer.mask, tf.float32))
                layer.bias.assign(tf.ones_like(layer.bias))
            self.assertEqual(sum(v.numpy().sum() for v in model.trainable_variables), expected)

    def test_even_degrees_are_even(self):
        degrees = MADE(784, (1568, 392)).hidden_degrees
        counts = np.bincount(degrees[0], minlength=784)
        self.assertEqual((counts[0], counts[1:].min(), counts[1:].max()), (0, 2, 3))
        self.assertEqual(set(np.diff(degrees[1])), {1, 2})
        self.assertEqual(degrees[1][-1], 783)

    def test_sampled_degrees_depend_on_the_seed_alone(self):
        first, same, other = (MADE(100, (70,), "sampled", seed=s).hidden_degrees for s in (1, 1, 2))
        np.testing.assert_array_equal(first, same)
        self.assertTrue((first[0] != other[0]).any())


def tiny_dataset(count=600):
    """4 x 4 images of two bars with noise, in uint8."""
    rng = np.random.default_rng(0)
    bars = np.repeat(rng.integers(0, 2, (count, 4)), 4, axis=1)
    pixels = np.where(rng.random((count, 16)) < 0.05, 1 - bars, bars).astype(np.uint8) * 255
    train, test = Split(pixels[100:], None), Split(pixels[:100], None)
    return Dataset("bars", "made here", train, test, shape=(4, 4))


class Training(ReleasesGraphs):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def lab_fit(self, model, epochs=3):
        schedule = Schedule(epochs, 50, 50)
        with quiet():
            return fit(
                model,
                tiny_dataset(),
                schedule,
                seed=0,
                state_path=self.folder / "state.npz",
                fingerprint={},
                title="test",
            )

    def assert_forbidden_are_zero(self, model):
        for layer in masked_layers(model):
            forbidden = layer.kernel.numpy()[~layer.mask]
            np.testing.assert_array_equal(forbidden, np.zeros(forbidden.shape))

    def test_own_sgd_in_stacks(self):
        model = MADE(16, (16, 16))
        model.compile(SGD(0.1, momentum=0.9))
        history = self.lab_fit(model)
        exact = -model.log_prob(tiny_dataset().test.images).numpy().mean()
        self.assertAlmostEqual(history[-1]["val_loss"], exact, places=4)
        self.assertLess(exact, 9)  # 16 log 2 = 11.1 at first
        self.assert_forbidden_are_zero(model)

    def test_every_choice_in_stacks(self):
        choices = {"direct": True, "residual": True, "dropout": 0.2, "degrees": "sampled"}
        for all_at_once in (False, True):
            choices |= {"order": "random", "orders": 3, "all_at_once": all_at_once}
            model = MADE(16, (40, 40), **choices)
            model.compile(keras.optimizers.AdamW(1e-2, use_ema=True))
            history = self.lab_fit(model)
            self.assertLess(history[-1]["val_loss"], 7.5)
            self.assert_forbidden_are_zero(model)

    def test_plain_keras(self):
        images = tiny_dataset().train.images
        model = MADE(16, (32,), order="random", seed=3)
        model.compile(SGD(0.2, momentum=0.5))
        history = model.fit(images, batch_size=50, epochs=3, verbose=0).history["loss"]
        self.assertLess(history[-1], history[0] - 1)
        exact = -model.log_prob(images).numpy().mean()
        self.assertAlmostEqual(model.evaluate(images, verbose=0), exact, places=4)
        logits = model.predict(images, verbose=0)
        np.testing.assert_allclose(logits, model.conditional_logits(images), atol=1e-5)
        self.assert_forbidden_are_zero(model)

    def test_orders_take_turns(self):
        model = random_made(hidden_units=(9,), order="random", orders=3)
        images = all_images(D)
        for step in range(4):
            loss = model.terms(images, None, True, tf.constant(step, tf.int64))["loss"]
            logits = model.conditional_logits(images, step % 3)
            np.testing.assert_allclose(loss, -bernoulli_log_prob(images, logits), rtol=1e-5)

    def test_all_orders_at_once_are_as_many_turns_with_one_set_of_weights(self):
        choices = {"hidden_units": (9,), "order": "random", "orders": 3, "dropout": 0.5}
        turns, at_once = random_made(**choices), random_made(**choices, all_at_once=True)
        images = all_images(D)
        for step in range(2):
            found = at_once.terms(images, None, True, tf.constant(step, tf.int64))["loss"]
            losses = [
                turns.terms(images, None, True, tf.constant(turn, tf.int64))["loss"]
                for turn in range(3 * step, 3 * step + 3)
            ]
            np.testing.assert_allclose(found, np.mean(losses, axis=0), rtol=1e-5)

    def test_dropout_is_for_training_and_depends_on_seed_and_step(self):
        model = random_made(hidden_units=(30, 30), dropout=0.5)
        images = all_images(D)
        losses = [
            model.terms(images, None, True, tf.constant(step, tf.int64))["loss"].numpy()
            for step in (1, 1, 2)
        ]
        np.testing.assert_array_equal(losses[0], losses[1])
        self.assertGreater(np.abs(losses[0] - losses[2]).max(), 0.1)
        self.assertAlmostEqual(probabilities(model).sum(), 1, delta=1e-5)

    def test_dropout_samples_a_mask_for_each_layer(self):
        model = random_made(hidden_units=(30, 30), dropout=0.5, scale=0.3)
        images = all_images(D)
        ones = tf.ones([len(images), 30])
        hidden = images
        *layers, last = masked_layers(model)
        for number, layer in enumerate(layers):
            kept = noise.dropout(ones, 0.5, model.seed, number, 7)
            values = hidden @ layer.kernel.numpy() + layer.bias.numpy()
            hidden = np.maximum(values, 0) * kept.numpy()
        logits = hidden @ last.kernel.numpy() + last.bias.numpy()
        loss = model.terms(images, None, True, tf.constant(7, tf.int64))["loss"]
        expected = -bernoulli_log_prob(images, tf.constant(logits))
        np.testing.assert_allclose(loss, expected, rtol=1e-5)

    def test_keras_file_in_a_fresh_process(self):
        model = random_made(
            hidden_units=(9, 9), degrees="sampled", order="random", orders=2, seed=5
        )
        model.save(self.folder / "made.keras")
        images = all_images(D)
        np.save(self.folder / "images.npy", images)
        script = (
            "import sys, keras, numpy as np, lab.models\n"
            "model = keras.saving.load_model(sys.argv[1] + '/made.keras')\n"
            "images = np.load(sys.argv[1] + '/images.npy')\n"
            "np.save(sys.argv[1] + '/log_prob.npy', model.log_prob(images))\n"
            "np.save(sys.argv[1] + '/sample.npy', model.sample(20, seed=1))\n"
        )
        subprocess.run([sys.executable, "-c", script, self.folder], check=True, capture_output=True)
        np.testing.assert_array_equal(np.load(self.folder / "log_prob.npy"), model.log_prob(images))
        np.testing.assert_array_equal(np.load(self.folder / "sample.npy"), model.sample(20, seed=1))

    def test_configuration_rebuilds_the_model(self):
        for choices in all_choices():
            model = MADE(D, **choices, all_at_once=True, dropout=0.1, seed=4, dtype="float64")
            again = MADE.from_config(json.loads(json.dumps(model.get_config())))
            self.assertEqual(again.dtype, "float64")
            self.assertEqual(again.get_config(), model.get_config())
            np.testing.assert_array_equal(again.pixel_orders, model.pixel_orders)
            np.testing.assert_array_equal(again(all_images(D)), model(all_images(D)))

    def test_mixed_precision_keeps_the_loss_in_float32(self):
        model = random_made(hidden_units=(11, 11), direct=True, dtype="mixed_bfloat16")
        exact = random_made(hidden_units=(11, 11), direct=True)
        self.assertEqual(model.log_prob(all_images(D)).dtype, "float32")
        np.testing.assert_allclose(probabilities(model), probabilities(exact), atol=0.03)


class BadInput(RefusesInput):
    def test_choices(self):
        for message, choices in (
            ("input_dim: expected a positive integer, received 0", {"input_dim": 0}),
            ("hidden_units: expected a positive integer, received 0", {"hidden_units": (5, 0)}),
            ("hidden_units: expected a positive integer, received 2.5", {"hidden_units": (2.5,)}),
            ("hidden_units: expected at least one width, received none", {"hidden_units": ()}),
            (
                "hidden_units: expected one width for residual layers, received (5, 6)",
                {"hidden_units": (5, 6), "residual": True},
            ),
            (
                "degrees: expected one of even, sampled, received 'odd'",
                {"degrees": "odd"},
            ),
            (
                "dropout: expected a finite number of at least 0 and below 1, received 1",
                {"dropout": 1},
            ),
            ("orders: expected a positive integer, received 0", {"order": "random", "orders": 0}),
            (
                'orders: expected 1, as many as `order` holds, received 4; order="random" takes '
                "any number",
                {"orders": 4},
            ),
        ):
            with self.subTest(**choices):
                self.assert_error(message, MADE, **{"input_dim": D} | choices)

    def test_order_that_is_no_permutation(self):
        expected = 'expected "raster", "random" or permutations of 0 to 4 of shape [5] or [n, 5]'
        for order, message in (
            ("spiral", f"order: {expected}, received 'spiral'"),
            ([0, 1, 2], f"order: {expected}, received int64 [1, 3]"),
            ([0.5, 1, 2, 3, 4], f"order: {expected}, received float64 [1, 5]"),
            (
                [[0, 1, 2, 3, 4], [0, 1, 1, 3, 4]],
                "order: expected a permutation of 0 to 4, received 2 no time in order 1",
            ),
        ):
            with self.subTest(order=order):
                self.assert_error(message, MADE, D, (D,), order=order)

    def test_images_that_are_not_binary(self):
        model, images = random_made(hidden_units=(D,)), all_images(D)
        images[2, 3] = 0.5
        message = "x: expected pixels 0 or 1, received 0.5 in image 2, pixel 3; binarise grey ones"
        self.assert_error(message, model.log_prob, images)
        self.assert_error(message, MADEMixture([model]).log_prob, images)
        message = "x: expected the shape [B, 5], received [32, 4]"
        self.assert_error(message, model.log_prob, all_images(D)[:, :4])
        self.assert_error("x: expected the shape [B, 5], received [5]", model.log_prob, images[0])

    def test_which_order(self):
        model = random_made(hidden_units=(D,), order="random", orders=2)
        message = "which: expected an order from 0 to 1, received 2"
        self.assert_error(message, model.conditional_logits, all_images(D), 2)
        self.assert_error(message, MaskedNetwork.of, model, 2)

    def test_mixture(self):
        self.assert_error("models: expected MADEs of one input_dim, received none", MADEMixture, [])
        models = [MADE(4, (4,)), MADE(5, (4,))]
        message = "models: expected MADEs of one input_dim, received [4, 5]"
        self.assert_error(message, MADEMixture, models)


if __name__ == "__main__":
    unittest.main()

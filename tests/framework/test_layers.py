import tempfile
import unittest
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from keras.src import testing

from lab.framework import SGD, BCELoss, Linear, MaskedLinear, ReLU, Sigmoid
from lab.framework.masks import triangular_mask
from tests.support.graphs import ReleasesGraphs

UNITS = 40  # three blocks
STAIRCASE = np.sort(np.arange(30) % 7)[:, None] <= np.sort(np.arange(50) % 7)


def made(units=UNITS, outputs=()):
    layers = [MaskedLinear(units, "A"), ReLU(), MaskedLinear(units, "B"), ReLU()]
    return keras.Sequential([keras.Input((units,)), *layers, MaskedLinear(units, "B"), *outputs])


def images(count=64, units=UNITS):
    return np.random.default_rng(0).integers(0, 2, (count, units)).astype("float32")


class Harness(ReleasesGraphs, testing.TestCase):
    """Keras's own checks: config, shapes, dtypes, symbolic call, training, mixed precision."""

    def run_on(self, layer, config, inputs, outputs, weights):
        self.run_layer_test(
            layer,
            init_kwargs=config,
            input_shape=(3, inputs),
            expected_output_shape=(3, outputs),
            expected_num_trainable_weights=weights,
            expected_num_non_trainable_weights=0,
            expected_num_seed_generators=0,
            expected_num_losses=0,
        )

    def test_linear(self):
        self.run_on(Linear, {"units": 5}, 4, 5, 2)
        seeded = keras.initializers.GlorotUniform(seed=3)
        self.run_on(Linear, {"units": 5, "kernel_initializer": seeded}, 4, 5, 2)

    def test_masked_linear(self):
        self.run_on(MaskedLinear, {"units": 40, "mask_type": "A"}, 40, 40, 2)
        self.run_on(MaskedLinear, {"units": 5, "mask_type": "B"}, 5, 5, 2)
        self.run_on(MaskedLinear, {"units": 50, "mask": STAIRCASE}, 30, 50, 2)
        self.run_on(MaskedLinear, {"units": 50, "mask": STAIRCASE, "rectified": True}, 30, 50, 2)
        self.run_on(MaskedLinear, {"units": 2, "mask": [[0, 1], [1, 0], [1, 1]]}, 3, 2, 2)

    def test_relu(self):
        self.run_on(ReLU, {}, 4, 4, 0)

    def test_sigmoid(self):
        self.run_on(Sigmoid, {}, 4, 4, 0)


class Weights(ReleasesGraphs):
    def test_names_and_start(self):
        layer = Linear(50, kernel_initializer=keras.initializers.GlorotUniform(seed=1))
        layer.build((None, 30))
        self.assertEqual([v.name for v in layer.weights], ["kernel", "bias"])
        same = keras.initializers.GlorotUniform(seed=1)((30, 50))
        np.testing.assert_array_equal(layer.kernel, same)
        np.testing.assert_array_equal(layer.bias, np.zeros(50))

    def test_masked_start_is_the_linear_one_without_the_forbidden(self):
        initializer = keras.initializers.GlorotUniform(seed=1)
        layer = MaskedLinear(50, mask=STAIRCASE, kernel_initializer=initializer)
        layer.build((None, 30))
        np.testing.assert_array_equal(layer.kernel, initializer((30, 50)) * STAIRCASE)

    def test_explicit_mask_round_trips(self):
        layer = MaskedLinear(50, mask=STAIRCASE)
        again = MaskedLinear.from_config(layer.get_config())
        np.testing.assert_array_equal(again.mask, STAIRCASE)
        self.assertEqual(again.blocks, layer.blocks)
        self.assertGreater(len(layer.blocks), 1)

    def test_rectified_is_the_same_as_a_relu_behind(self):
        results = []
        for behind, rectified in ((ReLU(), False), (lambda y: y, True)):
            initializer = keras.initializers.GlorotUniform(seed=1)
            layer = MaskedLinear(
                50, mask=STAIRCASE, rectified=rectified, kernel_initializer=initializer
            )
            with tf.GradientTape() as tape:
                y = behind(layer(images(units=30)))
            results.append([y, *tape.gradient(y, [v.value for v in layer.trainable_variables])])
        self.assertGreater(tf.reduce_mean(tf.cast(results[0][0] == 0, tf.float32)), 0.2)
        for separate, joined in zip(*results, strict=True):
            np.testing.assert_allclose(joined, separate, rtol=1e-6, atol=1e-6)

    def test_a_smaller_mask_for_one_call(self):
        layer = MaskedLinear(50, mask=STAIRCASE)
        x, allowed = images(units=30), STAIRCASE & (np.arange(50) % 3 > 0)
        with tf.GradientTape() as tape:
            y = layer(x, tf.constant(allowed))
        np.testing.assert_allclose(y, x @ (layer.kernel.numpy() * allowed), atol=1e-5)
        gradient = tape.gradient(y, layer.kernel.value).numpy()
        np.testing.assert_allclose(gradient, x.sum(axis=0)[:, None] * allowed, atol=1e-5)

    def test_mixed_precision_computes_in_half_and_keeps_float32_weights(self):
        for policy, dtype in (("mixed_float16", "float16"), ("mixed_bfloat16", "bfloat16")):
            for layer in (Linear(UNITS, dtype=policy), MaskedLinear(UNITS, "B", dtype=policy)):
                y = layer(images())
                self.assertEqual(y.dtype, dtype)
                self.assertEqual(layer.kernel.dtype, "float32")
                exact = images() @ layer.kernel.numpy()
                np.testing.assert_allclose(tf.cast(y, tf.float32), exact, atol=0.02)

    def test_forbidden_weights_stay_zero_under_every_optimizer(self):
        optimizers = (
            SGD(0.05),
            SGD(0.05, momentum=0.9, weight_decay=1e-3),
            keras.optimizers.Adam(0.01),
            keras.optimizers.AdamW(0.01, weight_decay=0.1),
        )
        for optimizer in optimizers:
            model = made()
            before = [w.numpy() for w in model.trainable_variables]
            # XLA once: it takes seconds to compile
            model.compile(optimizer, BCELoss(), jit_compile=optimizer.name == "adamw")
            model.fit(images(), images(), batch_size=16, epochs=3, verbose=0)
            for layer in model.layers[::2]:
                with self.subTest(optimizer=optimizer.name, layer=layer.name):
                    forbidden = layer.kernel.numpy()[~layer.mask]
                    np.testing.assert_array_equal(forbidden, np.zeros(forbidden.shape))
            for old, new in zip(before, model.trainable_variables, strict=True):
                self.assertGreater(np.abs(new.numpy() - old).max(), 1e-3)


class Files(ReleasesGraphs):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_loading_zeroes_forbidden_weights(self):
        spoilt, model = made(), made()
        for weight in spoilt.weights:
            weight.assign(tf.ones_like(weight))
        spoilt.save_weights(self.folder / "spoilt.weights.h5")
        model.load_weights(self.folder / "spoilt.weights.h5")
        for layer, mask_type in zip(model.layers[::2], "ABB", strict=True):
            np.testing.assert_array_equal(layer.kernel, triangular_mask(UNITS, mask_type))
            np.testing.assert_array_equal(layer.bias, np.ones(UNITS))
        np.testing.assert_allclose(model(images()), spoilt(images()), rtol=1e-6)

    def test_keras_file_brings_back_the_model(self):
        head = [Linear(30), MaskedLinear(50, mask=STAIRCASE), Sigmoid()]
        model = made(outputs=head)
        model.compile(SGD(0.01, momentum=0.5), BCELoss(from_logits=False))
        targets = images(units=50)
        model.fit(images(), targets, verbose=0)
        model.save(self.folder / "model.keras")
        again = keras.saving.load_model(self.folder / "model.keras")
        self.assertEqual([type(a) for a in again.layers], [type(a) for a in model.layers])
        np.testing.assert_array_equal(again(images()), model(images()))
        self.assertIs(type(again.optimizer), SGD)
        self.assertIs(type(again.loss), BCELoss)
        model.fit(images(), targets, shuffle=False, verbose=0)
        again.fit(images(), targets, shuffle=False, verbose=0)
        for a, b in zip(again.weights, model.weights, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)


class Reach(unittest.TestCase):
    """Which inputs reach which outputs, by the Jacobian [outputs, inputs] of open networks."""

    def jacobian(self, layers):
        network = keras.Sequential([keras.Input((UNITS,)), *layers])
        for layer in layers:
            if isinstance(layer, MaskedLinear):
                layer.kernel.assign(tf.ones_like(layer.kernel))  # forbidden weights as well
        x = tf.ones((1, UNITS))
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = network(x)
        return tape.batch_jacobian(y, x)[0].numpy()

    def test_type_a_first_is_strict(self):
        layers = [MaskedLinear(UNITS, "A"), ReLU(), MaskedLinear(UNITS, "B"), ReLU()]
        jacobian = self.jacobian([*layers, MaskedLinear(UNITS, "B")])
        np.testing.assert_array_equal(jacobian > 0, np.tril(np.ones((UNITS, UNITS)), -1))
        np.testing.assert_array_equal(np.triu(jacobian), np.zeros((UNITS, UNITS)))

    def test_type_b_alone_sees_its_own_input(self):
        jacobian = self.jacobian([MaskedLinear(UNITS, "B"), ReLU(), MaskedLinear(UNITS, "B")])
        np.testing.assert_array_equal(jacobian > 0, np.tril(np.ones((UNITS, UNITS))))

    def test_second_derivatives_through_layers(self):
        """A penalty on dy/dx, as a contractive autoencoder has: its gradient by differences."""
        layer = MaskedLinear(6, "B", dtype="float64")
        x = tf.constant(np.random.default_rng(0).normal(size=(3, 6)))
        layer.build((None, 6))

        def penalty():
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.reduce_sum(Sigmoid(dtype="float64")(layer(x)))
            return tf.reduce_sum(tape.gradient(y, x) ** 2)

        with tf.GradientTape() as tape:
            value = penalty()
        gradient = tape.gradient(value, layer.kernel.value)
        kernel = layer.kernel.numpy()
        for index in ((0, 0), (1, 4), (5, 5), (4, 1)):
            shift = np.zeros((6, 6))
            shift[index] = 1e-5
            layer.kernel.assign(kernel + shift)
            above = penalty()
            layer.kernel.assign(kernel - shift)
            expected = (above - penalty()) / 2e-5
            layer.kernel.assign(kernel)
            np.testing.assert_allclose(gradient[index], expected, atol=1e-8, err_msg=str(index))


class Errors(unittest.TestCase):
    def assert_one_line(self, message, function, *args, **kwargs):
        with self.assertRaisesRegex(ValueError, message) as caught:
            function(*args, **kwargs)
        self.assertNotIn("\n", str(caught.exception))

    def test_units(self):
        for units in (0, -3, 2.5, "many", True):
            message = f"units: expected a positive integer, received {units!r}"
            self.assert_one_line(message, Linear, units)

    def test_the_number_of_inputs_is_no_argument(self):
        message = r"^Linear\(784, 64\): expected Linear\(units\), the number of outputs alone; "
        self.assert_one_line(message, Linear, 784, 64)

    def test_rectified(self):
        message = "^rectified: expected True or False, received 'no'$"
        self.assert_one_line(message, MaskedLinear, 3, mask_type="A", rectified="no")

    def test_mask_type(self):
        message = 'mask_type: expected "A" or "B", received \'C\''
        self.assert_one_line(message, MaskedLinear, 3, mask_type="C")

    def test_one_of_mask_type_and_mask(self):
        message = "expected one of mask_type and mask, received "
        self.assert_one_line(message + "neither", MaskedLinear, 3)
        self.assert_one_line(message + "both", MaskedLinear, 3, mask_type="A", mask=np.eye(3))

    def test_mask_values_and_shape(self):
        message = "mask: expected only 0 and 1, received "
        self.assert_one_line(message + "0.5", MaskedLinear, 3, mask=np.eye(3) / 2)
        self.assert_one_line(message + "nan", MaskedLinear, 3, mask=np.full((3, 3), np.nan))
        message = r"mask: expected the shape \[inputs, 4\], received "
        self.assert_one_line(message + r"\[3, 3\]", MaskedLinear, 4, mask=np.eye(3))
        self.assert_one_line(message + r"\[4\]", MaskedLinear, 4, mask=np.ones(4))

    def test_inputs_that_do_not_fit_the_mask(self):
        message = r"MaskedLinear: expected 5 inputs, for a mask of shape \(5, 5\), received 4"
        for mask_type in "AB":
            self.assert_one_line(message, MaskedLinear(5, mask_type), tf.ones((2, 4)))
        self.assert_one_line(message, MaskedLinear(5, mask=np.eye(5)), tf.ones((2, 4)))

    def test_inputs_without_a_batch(self):
        self.assert_one_line("expected ndim=2, found ndim=1", Linear(3), tf.ones(3))

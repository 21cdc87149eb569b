"""Tests that need two devices, which a process can only be given at its start.

test_mirrored.py runs `InShort` in a fresh process, and tests/long/test_mirrored.py the rest:
python -m unittest tests.support.on_two_devices
"""

import functools
import itertools
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.framework import SGD, BCELoss, Linear
from lab.models import MADE, VAEGAN, DigitClassifier, PlainVAE, SparseAutoencoder, noise
from lab.models.replicas import overflow_shared, own_part, replicas
from lab.training import devices, saving, stacks
from lab.training.fit import fit
from lab.training.progress import Progress
from lab.training.schedule import Schedule
from lab.training.state import variables_of
from tests.support.helpers import LabTest, quiet, tiny_dataset, tiny_split, tiny_vae

cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
with quiet():
    STRATEGY = devices.mirrored_strategy()
DATASET = tiny_dataset(augment=True)
UNLABELLED = DATASET.without_labels()
BATCH_SIZE, UPDATES = 10, 6
Adam = functools.partial(keras.optimizers.Adam, 0.01)


def vae():
    model = tiny_vae(build=False, seed=3)
    model.compile(optimizer=Adam())
    return model


def learned_deviation():
    """Three samples, a weight that is kept within its range, and a weight on KL that rises."""
    model = PlainVAE(
        (7,), (6,), likelihood="gaussian", learn_decoder_std=True, decoder_std=0.01,
        samples=3, warm_up=9, input_dim=16, seed=3,
    )  # fmt: skip
    model.compile(optimizer=Adam())
    return model


def made():
    """Orders by step, dropout, the own SGD with decay, weights averaged, a rate by schedule."""
    model = MADE(16, (20, 20), order="random", orders=3, dropout=0.3, seed=3)
    rate = keras.optimizers.schedules.CosineDecay(0.001, 30, warmup_target=0.02, warmup_steps=5)
    averaging = {"use_ema": True, "ema_momentum": 0.9}
    model.compile(optimizer=SGD(rate, momentum=0.9, weight_decay=0.05, **averaging))
    return model


def sparse():
    """A loss of the mean code over the whole batch, and a metric that is no mean of numbers."""
    model = SparseAutoencoder((), 5, beta=0.1, input_dim=16, seed=3)
    model.compile(optimizer=Adam())
    return model


def vae_gan():
    sizes = {"encoder_layers": (7,), "decoder_layers": (6,), "image_shape": (4, 4), "channels": 2}
    model = VAEGAN(**sizes, discriminator_channels=3, discriminator_units=4, seed=3)
    model.compile(Adam(), keras.optimizers.Adam(0.002))
    return model


def classifier():
    model = DigitClassifier((9, 8), input_dim=16, num_classes=3, seed=3)
    model.compile(optimizer=Adam())
    return model


def keras_own():
    """A model with Keras's own train_step."""
    start = keras.initializers.GlorotUniform(seed=3)
    model = keras.Sequential([Linear(16, kernel_initializer=start)])
    model.compile(optimizer=Adam(), loss=BCELoss(reduction="mean_with_sample_weight"))
    return model


def half():
    """float16, whose loss is scaled, for three networks with an optimizer each."""
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        return vae_gan()
    finally:
        keras.config.set_dtype_policy(usual)


# evaluation by Keras's own test_step weighs the filled-up last batch as a whole one
WITHOUT_FILLING = tiny_dataset(test=20).without_labels()
CASES = {
    vae: DATASET,
    classifier: DATASET,
    learned_deviation: UNLABELLED,
    made: UNLABELLED.binary(),
    sparse: UNLABELLED,
    vae_gan: UNLABELLED,
    keras_own: WITHOUT_FILLING,
}


class OnTwoDevices(LabTest):
    def setUp(self):
        super().setUp()
        # what is computed does not depend on it, and it would compile for seconds
        self.enterContext(mock.patch.object(stacks, "has_xla", return_value=False))
        self.enterContext(mock.patch.object(stacks, "LONGEST_STACK", 3))

    def fit(self, model, strategy=None, dataset=DATASET, epochs=2, name="some", **options):
        path = self.folder / f"{name}.npz"
        schedule = Schedule(epochs, UPDATES, BATCH_SIZE)
        with quiet():
            return fit(
                model,
                dataset,
                schedule,
                seed=3,
                state_path=path,
                fingerprint={},
                title="some",
                strategy=strategy,
                **options,
            )

    def compare(self, made_model, dataset, tolerance=1e-4):
        """Everything that a training leaves behind, on two devices and on one."""
        one, two = made_model(), made_model()
        expected = self.fit(one, dataset=dataset, name="one")
        history = self.fit(two, STRATEGY, dataset, name="two")
        for ours, theirs in zip(variables_of(two), variables_of(one), strict=True):
            np.testing.assert_allclose(
                ours.numpy(), theirs.numpy(), 2 * tolerance, tolerance, err_msg=ours.path
            )
        for row, row_of_one in zip(history, expected, strict=True):
            for name in row.keys() - {"seconds"}:
                allowed = tolerance * max(1, abs(row[name]))
                self.assertAlmostEqual(row[name], row_of_one[name], delta=allowed, msg=name)
        return two


class InShort(OnTwoDevices):
    def test_each_replica_has_its_part_of_the_whole_batch_s_noise(self):
        self.assertEqual(replicas(), 1)
        whole = noise.normal((2, 10, 3), 5, noise.TRAINING, 7)
        parts = STRATEGY.run(lambda: noise.normal((2, 5, 3), 5, noise.TRAINING, 7))
        parts = STRATEGY.experimental_local_results(parts)
        self.assertEqual(len(parts), 2)
        # of the same bits; logarithms and cosines differ by a rounding with the length of an array
        np.testing.assert_allclose(tf.concat(parts, 1), whole, rtol=2e-6)
        rows = STRATEGY.run(lambda: own_part(tf.range(6), 0))
        rows = [part.numpy().tolist() for part in STRATEGY.experimental_local_results(rows)]
        self.assertEqual(rows, [[0, 1, 2], [3, 4, 5]])

    def test_an_overflow_on_one_of_them_is_known_to_all(self):
        def gradients(overflowing):
            number = tf.distribute.get_replica_context().replica_id_in_sync_group
            large = tf.where(number == overflowing, np.inf, 1.0)
            return overflow_shared([tf.ones(2), tf.fill([3], large)])[0]

        for overflowing, expected in ((1, [np.nan] * 2), (2, [1.0] * 2)):
            first = STRATEGY.run(gradients, args=(overflowing,))
            for values in STRATEGY.experimental_local_results(first):
                np.testing.assert_array_equal(values, expected)

    def test_a_training_ends_as_on_one_device_and_leaves_a_plain_model(self):
        def started():
            """With weights that are not those of its configuration."""
            model = vae()
            model.build()
            model.mu_head.bias.assign([0.5, -0.5])
            return model

        model = self.compare(started, DATASET)
        self.assertEqual(type(model.mu_head.kernel.value).__name__, "ResourceVariable")
        self.assertEqual(int(model.step), 2 * UPDATES)

    def test_wrong_batches_of_a_pipeline_are_named(self):
        images = tiny_split(20, 3).images
        images[12, 3] = np.nan
        with STRATEGY.scope():
            model = PlainVAE((7,), (6,), input_dim=16)
            model.compile(optimizer=Adam())
        batches = tf.data.Dataset.from_tensor_slices(images).batch(10)
        with self.assertRaises(ValueError) as caught, quiet():
            model.fit(batches, verbose=0)
        expected = "x: expected pixels in [0, 1], received nan in image 2, pixel 3"
        self.assertEqual(str(caught.exception), expected)

    def test_a_batch_that_cannot_be_shared(self):
        with self.refused("batch_size=9", "2 devices", "a multiple of 2"):
            fit(
                vae(),
                DATASET,
                Schedule(1, 1, 9),
                seed=3,
                state_path=self.folder / "some.npz",
                fingerprint={},
                title="some",
                strategy=STRATEGY,
            )


class AtLength(OnTwoDevices):
    def test_every_kind_of_model_ends_as_on_one_device(self):
        for made_model, dataset in CASES.items():
            with self.subTest(made_model.__name__):
                self.compare(made_model, dataset)

    def test_half_precision_with_its_scaled_losses(self):
        full = self.fit(vae_gan(), dataset=UNLABELLED, name="full")[-1]
        model = half()
        row = self.fit(model, STRATEGY, UNLABELLED, name="half")[-1]
        # an update is left out where something overflows, which depends on the part of a batch
        for name in ("val_prior", "val_llike", "val_recon"):
            self.assertAlmostEqual(row[name], full[name], delta=0.15 * abs(full[name]), msg=name)
        for optimizer, _ in model.optimizers:
            self.assertGreater(float(optimizer.dynamic_scale), 1)
            self.assertGreater(int(optimizer.iterations), UPDATES)

    def test_interrupted_and_resumed_ends_in_the_same_weights(self):
        whole, resumed = vae(), vae()
        history = self.fit(whole, STRATEGY, name="whole")
        stacks_seen = itertools.count(1)

        def stop(progress, batch, logs=None):
            if next(stacks_seen) == 3:
                raise KeyboardInterrupt

        with (
            mock.patch.object(Progress, "on_train_batch_end", stop),
            mock.patch.object(saving, "SECONDS_BETWEEN_SAVES", -1),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.fit(vae(), STRATEGY)
        again = self.fit(resumed, STRATEGY, resume=True)
        self.assertEqual(len(again), len(history))
        for ours, theirs in zip(resumed.weights, whole.weights, strict=True):
            np.testing.assert_array_equal(ours.numpy(), theirs.numpy(), ours.path)

    def test_what_is_measured_after_an_epoch_is_measured_on_the_plain_model(self):
        model = vae()

        def measure(measured):
            self.assertIs(measured, model)
            return {"steps": int(measured.step)}

        history = self.fit(model, STRATEGY, measure=measure)
        self.assertEqual([row["steps"] for row in history], [UPDATES, 2 * UPDATES])

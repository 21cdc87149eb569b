import contextlib
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.framework import SGD
from lab.models import MADE, VAEGAN, ContractiveAutoencoder
from lab.training.fit import fit
from lab.training.judge import trained_judge
from lab.training.schedule import Schedule
from tests.support.helpers import LabTest, quiet, tiny_dataset, tiny_vae

DATASET = tiny_dataset(train=200)


@contextlib.contextmanager
def policy(name):
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(name)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(usual)


def made():
    model = MADE(16, (20, 20), dropout=0.2, seed=3)
    model.compile(optimizer=SGD(0.02, momentum=0.9))
    return model


def vae_gan():
    model = VAEGAN(encoder_layers=(7,), decoder_layers=(6,), image_shape=(4, 4), channels=2, seed=3)
    model.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.002))
    return model


class HalfPrecision(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch("lab.training.stacks.has_xla", return_value=False))

    def fit(self, model, dataset, name="some", **options):
        with quiet():
            return fit(
                model,
                dataset,
                Schedule(1, 12, 10),
                seed=3,
                state_path=self.folder / f"{name}.npz",
                fingerprint={},
                title="some",
                **options,
            )

    def test_losses_are_scaled_and_end_near_those_in_full(self):
        unlabelled = DATASET.without_labels().binary()
        for maker, count in ((made, 1), (vae_gan, 3)):
            with self.subTest(maker.__name__):
                full = self.fit(maker(), unlabelled, f"{maker.__name__}-full")[-1]
                with policy("mixed_float16"):
                    model = maker()
                half = self.fit(model, unlabelled, maker.__name__)[-1]
                for name in full.keys() & {"val_loss", "val_prior", "val_llike", "val_recon"}:
                    allowed = 0.05 + 0.1 * abs(full[name])
                    self.assertAlmostEqual(half[name], full[name], delta=allowed, msg=name)
                optimizers = model.optimizers
                self.assertEqual(len(optimizers), count)
                for optimizer, variables in optimizers:
                    self.assertIsInstance(optimizer, keras.optimizers.LossScaleOptimizer)
                    # some steps may have been left out until the scale was right
                    self.assertGreater(int(optimizer.iterations), 6)
                    self.assertEqual({v.dtype for v in variables}, {"float32"})

    def test_a_state_with_its_scale_is_resumed(self):
        models = []
        for scale in (4.0, 2.0**15):
            with policy("mixed_float16"):
                models.append(tiny_vae(seed=3))
            adam = keras.optimizers.Adam(0.01)
            models[-1].compile(keras.optimizers.LossScaleOptimizer(adam, initial_scale=scale))
            self.fit(models[-1], DATASET, resume=True)
        whole, again = models
        self.assertEqual(float(again.optimizer.dynamic_scale), 4.0)
        np.testing.assert_array_equal(again.mu_head.kernel, whole.mu_head.kernel)

    def test_noise_codes_and_terms_stay_in_float32(self):
        for name in ("mixed_float16", "mixed_bfloat16"):
            with policy(name):
                model = tiny_vae(seed=3)
            self.assertEqual(model.mu_head.compute_dtype, name.removeprefix("mixed_"))
            images, labels = DATASET.test.images, DATASET.test.labels
            terms = model.terms(tf.constant(images), labels, training=True, step=0)
            numbers = [*model.encode(images), model(images)["z"], *terms.values()]
            self.assertEqual({number.dtype for number in numbers}, {tf.float32})

    def test_tied_weights_meet_codes_of_their_own_precision(self):
        images = DATASET.test.images
        full = ContractiveAutoencoder(5, input_dim=16, seed=3)(images)
        with policy("mixed_bfloat16"):
            half = ContractiveAutoencoder(5, input_dim=16, seed=3)(images)
        np.testing.assert_allclose(half, full, atol=0.05)

    def test_the_judge_is_the_same_whatever_a_run_computes_in(self):
        judges = {}
        for name in ("float32", "mixed_float16"):
            with policy(name), quiet():
                judges[name], _ = trained_judge(DATASET, self.folder / name, smoke=True)
        pairs = zip(*(judge.get_weights() for judge in judges.values()), strict=True)
        for ours, theirs in pairs:
            np.testing.assert_array_equal(ours, theirs)

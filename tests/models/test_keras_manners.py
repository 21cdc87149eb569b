"""The lab's models as any keras.Model: saved, loaded, compiled, fitted, in any precision."""

import json
import unittest

import keras
import numpy as np
import tensorflow as tf

from lab.models.densities import kl_to_standard_normal
from tests.support.every_model import MODELS, OPTIONS, images_for
from tests.support.graphs import ReleasesGraphs
from tests.support.helpers import LabTest, fresh_python, quiet, tiny_split, tiny_vae

TRAIN, TEST = tiny_split(60, 4), tiny_split(25, 5)
LOAD = """
import sys
from pathlib import Path
import keras, numpy as np
import lab.models
for path in Path(sys.argv[1]).glob("*.keras"):
    model = keras.models.load_model(path)
    x = [np.load(given) for given in sorted(path.parent.glob(path.stem + "-given-*.npy"))]
    out = model(x if len(x) > 1 else x[0])
    np.save(path.with_suffix(".npy"), out["reconstruction"] if isinstance(out, dict) else out)
"""


def compiled_vae(optimizer=None, **options):
    """Not built: Keras meets it as its maker leaves it."""
    model = tiny_vae(build=False, **options)
    model.compile(optimizer=optimizer or keras.optimizers.Adam(0.01), jit_compile=False)
    return model


def fitted(model, **options):
    options = {"epochs": 2, "batch_size": 20, "verbose": 0, **options}
    return model.fit(TRAIN.images, TRAIN.labels, **options).history


class Saving(ReleasesGraphs, LabTest):
    def test_a_fresh_process_needs_no_custom_objects(self):
        outputs = {}
        for name, make in MODELS.items():
            model = make(seed=3)
            x, labels = images_for(name)
            given = [x, labels] if name == "CVAE" else [x]
            outputs[name] = model(given if len(given) > 1 else x)
            with quiet():
                model.save(self.folder / f"{name}.keras")
            for number, values in enumerate(given):
                np.save(self.folder / f"{name}-given-{number}.npy", values)
        process = fresh_python("-c", LOAD, self.folder)
        self.assertEqual(process.returncode, 0, process.stderr)
        for name, output in outputs.items():
            if isinstance(output, dict):
                output = output["reconstruction"]
            with self.subTest(name):
                np.testing.assert_allclose(np.load(self.folder / f"{name}.npy"), output, atol=1e-6)

    def test_weights_step_and_optimizer_come_back_after_a_fit(self):
        model = compiled_vae()
        fitted(model)
        with quiet():
            model.save(self.folder / "model.keras")
            again = keras.models.load_model(self.folder / "model.keras")
        for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
            np.testing.assert_array_equal(ours, theirs)
        self.assertEqual(int(again.step), 6)
        self.assertEqual(int(again.optimizer.iterations), 6)

    def test_config_round_trips_through_text(self):
        self.assertEqual(set(OPTIONS), set(MODELS))
        for name, make in MODELS.items():
            with self.subTest(name):
                model = make(**OPTIONS[name])
                config = model.get_config()
                again = type(model).from_config(json.loads(json.dumps(config)))
                self.assertEqual(again.get_config(), config)
                defaults = type(model)().get_config()
                for option in OPTIONS[name]:
                    self.assertNotEqual(config[option], defaults[option], option)
                model.build()
                again.build()
                for ours, theirs in zip(model.get_weights(), again.get_weights(), strict=True):
                    np.testing.assert_array_equal(ours, theirs)


class PlainKeras(ReleasesGraphs):
    def test_fit_with_validation_lowers_every_loss(self):
        model = compiled_vae()
        history = fitted(model, epochs=12, validation_data=(TEST.images, TEST.labels))
        names = {"loss", "recon", "kl", "cls", "accuracy"}
        self.assertEqual(set(history), names | {f"val_{name}" for name in names})
        for name in ("loss", "recon", "cls", "val_loss", "val_recon", "val_cls"):
            self.assertLess(history[name][-1], 0.97 * history[name][0], name)
        for prefix in ("", "val_"):
            loss, recon, kl, cls = (
                np.array(history[prefix + name]) for name in ("loss", "recon", "kl", "cls")
            )
            np.testing.assert_allclose(loss, 100 * recon + 2 * kl + 10 * cls, rtol=1e-5)

    def test_metrics_start_anew_in_every_epoch(self):
        model = compiled_vae()
        fitted(model, epochs=3)
        self.assertEqual({float(mean.count) for mean in model.metrics}, {60.0})

    def test_evaluate_is_the_mean_of_the_terms(self):
        model = compiled_vae()
        model.build()
        logs = model.evaluate(TEST.images, TEST.labels, batch_size=10, verbose=0, return_dict=True)
        parts = [
            model.terms(TEST.images[i : i + 10], TEST.labels[i : i + 10], training=False, step=i)
            for i in (0, 10, 20)
        ]
        for name, value in logs.items():
            mean = np.concatenate([part[name] for part in parts]).mean()
            self.assertAlmostEqual(value, mean, delta=1e-4 * abs(mean), msg=name)
        again = model.evaluate(TEST.images, TEST.labels, batch_size=10, verbose=0)
        self.assertEqual(again, [logs[name] for name in model.term_names])

    def test_predict_gives_the_results_of_call(self):
        model = compiled_vae()
        results = model.predict(TEST.images, batch_size=25, verbose=0)
        for name, value in model(TEST.images).items():
            np.testing.assert_allclose(results[name], value, atol=1e-5)

    def test_a_model_that_was_never_built_can_be_called_after_fit_and_evaluate(self):
        def evaluate(model):
            model.evaluate(TEST.images, TEST.labels, verbose=0)

        for use in (fitted, evaluate):
            with self.subTest(use.__name__):
                model = compiled_vae()
                use(model)
                self.assertTrue(model.built)
                self.assertEqual(model(TEST.images)["reconstruction"].shape, (25, 16))

    def test_the_same_seed_gives_the_same_weights(self):
        models = [compiled_vae(seed=1) for _ in range(2)]
        for model in models:
            fitted(model, shuffle=False)
        for one, again in zip(*(model.get_weights() for model in models), strict=True):
            np.testing.assert_array_equal(one, again)


class MixedPrecision(unittest.TestCase):
    def setUp(self):
        self.addCleanup(keras.config.set_dtype_policy, keras.config.dtype_policy())
        keras.config.set_dtype_policy("mixed_float16")

    def test_layers_compute_in_half_and_noise_and_losses_in_single_precision(self):
        model = tiny_vae()
        self.assertEqual(model.encoder.compute_dtype, "float16")
        mu, log_var = model.encode(TEST.images)
        z = model.reparameterize(mu, log_var)
        for value in (mu, log_var, z, model.classify(TEST.images)):
            self.assertEqual(value.dtype, tf.float32)
        terms = model.terms(TEST.images, TEST.labels, training=True, step=0)
        self.assertEqual({value.dtype for value in terms.values()}, {tf.float32})
        np.testing.assert_array_equal(terms["kl"], kl_to_standard_normal(mu, log_var) / 2)
        self.assertEqual(model.elbo(TEST.images).dtype, tf.float32)

    def test_agrees_with_single_precision(self):
        half = tiny_vae(seed=2)
        keras.config.set_dtype_policy("float32")
        single = tiny_vae(seed=2)
        for a, b in zip(half.get_weights(), single.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        np.testing.assert_allclose(half.elbo(TEST.images), single.elbo(TEST.images), rtol=5e-3)

    def test_trains_with_a_scaled_loss(self):
        model = compiled_vae()
        history = fitted(model, epochs=6)
        self.assertIsInstance(model.optimizer, keras.optimizers.LossScaleOptimizer)
        self.assertLess(history["loss"][-1], 0.97 * history["loss"][0])

    def test_a_saved_model_keeps_its_precision(self):
        model = tiny_vae()
        keras.config.set_dtype_policy("float32")
        again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(model))
        self.assertEqual(again.dtype_policy.name, "mixed_float16")
        self.assertEqual(again.encoder.layers[0].compute_dtype, "float16")
        self.assertEqual(again.mu_head.compute_dtype, "float16")

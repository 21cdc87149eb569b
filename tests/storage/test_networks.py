import dataclasses
import shutil

import numpy as np

from lab.storage import networks
from tests.support.explorer_pages import run_layers, run_made, unpacked
from tests.support.helpers import LabTest, quiet, tiny_dataset
from tests.support.smoke_runs import smoke_run

PIXELS, CLASSES = 16, 3


def images(seed=1):
    return np.random.default_rng(seed).random((7, PIXELS)).astype(np.float32)


class FromModels(LabTest):
    """The layers give in NumPy what the models give."""

    def built(self, model):
        model.build()
        rng = np.random.default_rng(4)
        for variable in model.trainable_variables:
            if variable.name == "bias":
                variable.assign(rng.standard_normal(variable.shape))
        return model

    def close(self, found, expected):
        np.testing.assert_allclose(found, np.asarray(expected), atol=1e-5)

    def test_an_autoencoder(self):
        from lab.models import Autoencoder

        for options in ({"hidden_layers": (9, 5)}, {"hidden_layers": (), "activation": "tanh"}):
            model = self.built(Autoencoder(input_dim=PIXELS, code_activation="tanh", **options))
            network = networks.autoencoder(model)
            self.close(run_layers(network["encoder"], images()), model.encode(images()))
            codes = images()[:, :2]
            self.close(run_layers(network["decoder"], codes), model.decode(codes))

    def test_an_autoencoder_of_binary_pixels(self):
        from lab.models import BernoulliAutoencoder

        model = self.built(BernoulliAutoencoder(input_dim=PIXELS, hidden_layers=(9, 5)))
        network = networks.bernoulli_autoencoder(model)
        self.close(run_layers(network["encoder"], images()), model.encode(images()))
        codes = images()[:, :2]
        self.close(run_layers(network["decoder"], codes), model.decode(codes))

    def test_a_vae(self):
        from lab.models import PlainVAE

        options = {"encoder_layers": (9,), "decoder_layers": (5, 6), "activation": "sigmoid"}
        model = self.built(PlainVAE(input_dim=PIXELS, z_dim=4, **options))
        network = networks.vae(model)
        self.close(run_layers(network["encoder"], images()), np.hstack(model.encode(images())))
        codes = images()[:, :4]
        self.close(run_layers(network["decoder"], codes), model.decode(codes))

    def test_a_conditional_vae(self):
        from lab.models import CVAE

        model = self.built(CVAE(input_dim=PIXELS, num_classes=CLASSES, z_dim=4))
        network = networks.vae(model)
        labels = np.arange(7) % CLASSES
        one_hot = np.eye(CLASSES)[labels]
        codes = images()[:, :4]
        found = run_layers(network["decoder"], np.concatenate([codes, one_hot], 1))
        self.close(found, model.decode(codes, labels))
        found = run_layers(network["encoder"], np.concatenate([images(), one_hot], 1))
        self.close(found, np.hstack(model.encode(images(), labels)))

    def test_a_made(self):
        from lab.models import MADE

        for residual in (False, True):
            options = {"direct": True, "residual": True} if residual else {}
            model = self.built(MADE(PIXELS, (20, 20, 20), **options))
            x = np.round(images())
            self.close(run_made(networks.made(model), x, residual), model(x))

    def test_the_judge(self):
        from lab.training.judge import trained_judge

        with quiet():
            judge, _ = trained_judge(tiny_dataset(), self.folder, smoke=True)
        self.close(run_layers(networks.judge(judge)["judge"], images()), judge(images()))


class Bytes(LabTest):
    def stored(self, **changes):
        """A network of two layers in the folder, with these arrays in place of its own."""
        rng = np.random.default_rng(3)
        layers = [
            networks.Layer(rng.standard_normal((i, o)).astype(np.float32), np.zeros(o), "relu")
            for i, o in ((5, 4), (4, 3))
        ]
        arrays = networks.stored({"some": layers}) | changes
        np.savez(self.folder / networks.FILE, **{n: a for n, a in arrays.items() if a is not None})
        return layers

    def test_each_unit_keeps_its_weights_within_half_a_step_of_its_own_scale(self):
        rng = np.random.default_rng(1)
        kernel = rng.standard_normal((30, 5)) * [1e-3, 1, 50, 0, 1]
        layer = networks.Layer(kernel.astype(np.float32), rng.standard_normal(5), "relu")
        found = unpacked(networks.packed(layer))
        steps = np.abs(layer.kernel).max(axis=0) / 127
        self.assertTrue((np.abs(found.kernel - layer.kernel) <= 0.501 * steps).all())
        np.testing.assert_allclose(found.bias, layer.bias, rtol=1e-6)

    def test_of_a_masked_layer_only_what_its_units_see_is_kept(self):
        kernel = np.triu(np.ones((6, 6), np.float32), 1)
        packed = networks.packed(networks.Layer(kernel, np.zeros(6)))
        self.assertEqual(packed.seen.tolist(), [0, 1, 2, 3, 4, 5])
        self.assertEqual((packed.weights.dtype, len(packed.weights)), (np.int8, 15))
        np.testing.assert_allclose(unpacked(packed).kernel, kernel, rtol=1e-6)

    def test_what_was_stored_is_read_again(self):
        layers = self.stored()
        (name, found), *others = networks.load(self.folder).items()
        self.assertEqual((name, others), ("some", []))
        for layer, packed in zip(layers, found, strict=True):
            expected = networks.packed(layer)._asdict()
            for field, array in packed._asdict().items():
                np.testing.assert_array_equal(array, expected[field], field)

    def test_arrays_that_do_not_fit_are_one_line(self):
        for changes, words in (
            ({"some.1.seen": None}, "seen"),
            ({"some.1.other": np.zeros(1)}, "other"),
            ({"some": np.zeros(1)}, "unpack"),
            ({"some.0.weights": np.zeros(20, np.int16)}, "weights of some is int16"),
            ({"some.0.weights": np.zeros(19, np.int8)}, "19 weights"),
            ({"some.0.biases": np.zeros(3, np.float32)}, "a different number of biases"),
            ({"some.0.scales": np.full(4, np.nan, np.float32)}, "not finite"),
            ({"some.0.seen": np.array([5, 5, 4, 6], np.int32)}, "more than its 5 inputs"),
            ({"some.0.inputs": np.array([5], np.int32)}, "inputs of some has the shape [1]"),
            ({"some.1.activation": np.array("gelu")}, "activation gelu"),
            ({"some.1.inputs": np.int32(5)}, "gives 4 numbers to 5 inputs"),
        ):
            self.stored(**changes)
            with self.subTest(words), self.refused(networks.FILE, "damaged", words):
                networks.load(self.folder)


class OfRuns(LabTest):
    """Runs of the parts that the explorer shows leave what it needs beside their records."""

    def test_which_networks_lie_there_and_how_large_they_are(self):
        expected = {
            "autoencoder": {
                "judge",
                *(f"{kind} {way}coder" for kind in ("ae_bernoulli", "vae") for way in ("en", "de")),
            },
            "cvae": {"decoder"},
            "made": {"hidden", "output"},
        }
        found = {part: networks.load(smoke_run(part).folder) for part in expected}
        self.assertEqual({part: set(layers) for part, layers in found.items()}, expected)
        files = [smoke_run(part).folder / networks.FILE for part in expected]
        # those of full runs: with more and wider layers in the conditional VAE
        self.assertLess(sum(path.stat().st_size for path in files), 4e6)
        self.assertFalse((smoke_run("vae").folder / networks.FILE).exists())

    def test_a_record_without_any_leaves_none_of_an_earlier_one(self):
        run = self.folder / "run"
        shutil.copytree(smoke_run("cvae").folder, run)
        dataclasses.replace(smoke_run("cvae").record, networks={}).save(run, {})
        self.assertFalse((run / networks.FILE).exists())

import numpy as np

from lab.reporting import networks
from tests.helpers import LabTest, tiny_dataset
from tests.reporting.explorer_pages import run_layers, run_made

PIXELS, CLASSES = 16, 3


def images(seed=1):
    return np.random.default_rng(seed).random((7, PIXELS)).astype(np.float32)


class Reading(LabTest):
    """What is read from the files gives in NumPy what the models give."""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "model.keras"

    def saved(self, model):
        model.build()
        rng = np.random.default_rng(4)
        for variable in model.trainable_variables:
            if variable.name == "bias":
                variable.assign(rng.standard_normal(variable.shape))
        model.save(self.path)
        return model

    def close(self, found, expected):
        np.testing.assert_allclose(found, np.asarray(expected), atol=1e-5)

    def test_an_autoencoder(self):
        from lab.models import Autoencoder

        for options in ({"hidden_layers": (9, 5)}, {"hidden_layers": (), "activation": "tanh"}):
            model = self.saved(Autoencoder(input_dim=PIXELS, code_activation="tanh", **options))
            network = networks.autoencoder(self.path)
            self.close(run_layers(network["encoder"], images()), model.encode(images()))
            codes = images()[:, :2]
            self.close(run_layers(network["decoder"], codes), model.decode(codes))

    def test_a_vae(self):
        from lab.models import PlainVAE

        options = {"encoder_layers": (9,), "decoder_layers": (5, 6), "activation": "sigmoid"}
        model = self.saved(PlainVAE(input_dim=PIXELS, z_dim=4, **options))
        network = networks.vae(self.path)
        self.close(run_layers(network["encoder"], images()), model.encode(images())[0])
        codes = images()[:, :4]
        self.close(run_layers(network["decoder"], codes), model.decode(codes))

    def test_a_conditional_vae(self):
        from lab.models import CVAE

        model = self.saved(CVAE(input_dim=PIXELS, num_classes=CLASSES, z_dim=4))
        network = networks.vae(self.path)
        labels = np.arange(7) % CLASSES
        one_hot = np.eye(CLASSES)[labels]
        codes = images()[:, :4]
        found = run_layers(network["decoder"], np.concatenate([codes, one_hot], 1))
        self.close(found, model.decode(codes, labels))
        found = run_layers(network["encoder"], np.concatenate([images(), one_hot], 1))
        self.close(found, model.encode(images(), labels)[0])

    def test_a_made(self):
        from lab.models import MADE

        for options in ({}, {"direct": True, "residual": True}):
            model = self.saved(MADE(PIXELS, (20, 20, 20), **options))
            x = np.round(images())
            self.close(run_made(networks.made(self.path), x), model(x))

    def test_the_judge(self):
        from lab.training.judge import trained_judge
        from tests.helpers import quiet

        with quiet():
            judge, _ = trained_judge(tiny_dataset(), self.folder, smoke=True)
        (path,) = self.folder.glob("judge-*.npz")
        self.close(run_layers(networks.judge(path), images()), judge(images()))

    def test_what_the_page_cannot_run_is_one_line(self):
        from lab.models import MADE, Autoencoder

        self.saved(Autoencoder(input_dim=PIXELS, activation="gelu"))
        with self.refused("model.keras", "gelu", "relu"):
            networks.autoencoder(self.path)
        self.saved(MADE(PIXELS, (20,), order="random"))
        with self.refused("model.keras", "row by row"):
            networks.made(self.path)

    def test_so_is_a_model_of_another_version(self):
        from lab.models import MADE

        self.saved(MADE(PIXELS, (20,)))
        with self.refused("model.keras", "lacks 'activation'", "train it again"):
            networks.autoencoder(self.path)

    def test_so_is_a_damaged_file(self):
        for content in (b"", b"PK\x03\x04", b"no archive"):
            self.path.write_bytes(content)
            with self.refused("model.keras", "damaged"):
                networks.vae(self.path)
            with self.refused("model.keras", "damaged"):
                networks.judge(self.path)

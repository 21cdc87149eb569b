import unittest

import numpy as np

from lab.models import Autoencoder
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images


def small(**options):
    model = Autoencoder(**{"hidden_layers": (7, 5), "input_dim": 16, "seed": 3, **options})
    model.build()
    return model


class Network(unittest.TestCase):
    def test_is_the_notes_network(self):
        model = Autoencoder()
        model.build()
        shapes = [tuple(v.shape) for v in model.trainable_variables if len(v.shape) == 2]
        self.assertEqual(
            shapes, [(784, 256), (256, 128), (128, 2), (2, 128), (128, 256), (256, 784)]
        )

    def test_forward_beside_numpy(self):
        model = small()
        kernels = [v.numpy() for v in model.trainable_variables if len(v.shape) == 2]
        hidden = X.astype(float)
        for number, kernel in enumerate(kernels):
            hidden = hidden @ kernel
            if number not in (2, 5):
                hidden = np.maximum(hidden, 0)
            if number == 2:
                np.testing.assert_allclose(model.encode(X), hidden, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(model(X), hidden, rtol=1e-4, atol=1e-6)

    def test_without_hidden_layers_the_code_is_one_layer_from_the_pixels(self):
        model = small(hidden_layers=(), code_dim=40, code_activation="relu")
        shapes = [tuple(v.shape) for v in model.trainable_variables if len(v.shape) == 2]
        self.assertEqual(shapes, [(16, 40), (40, 16)])
        there, back = (v.numpy() for v in model.trainable_variables if len(v.shape) == 2)
        code = np.maximum(X.astype(float) @ there, 0)
        np.testing.assert_allclose(model.encode(X), code, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(model(X), code @ back, rtol=1e-4, atol=1e-6)

    def test_loss_is_the_squared_error_of_each_image(self):
        model = small()
        error = ((X - model(X).numpy()) ** 2).mean(1)
        np.testing.assert_allclose(model.terms(X, None, True, 0)["loss"], error, rtol=1e-5)

    def test_arguments_that_make_no_sense(self):
        for bad in ({"hidden_layers": (3, 0)}, {"code_dim": 0}):
            with self.subTest(**bad), self.assertRaises(ValueError):
                Autoencoder(**bad)

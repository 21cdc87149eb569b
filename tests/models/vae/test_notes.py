import unittest

import numpy as np

from lab.models import NotesVAE
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images


def small(**options):
    model = NotesVAE(**{"encoder_layers": (7,), "decoder_layers": (7,), "input_dim": 16, **options})
    model.build()
    return model


class Network(unittest.TestCase):
    def test_is_the_notes_network(self):
        model = NotesVAE()
        model.build()
        shapes = [tuple(v.shape) for v in model.trainable_variables if len(v.shape) == 2]
        # the two heads are the two halves of their last layer
        self.assertEqual(shapes, [(784, 392), (392, 2), (392, 2), (2, 392), (392, 784)])

    def test_the_second_head_is_the_log_of_sigma(self):
        model = small(z_dim=3)
        hidden = np.maximum(X.astype(float) @ model.encoder.layers[0].kernel.numpy(), 0)
        _, log_var = model.encode(X)
        sigma = np.exp(hidden @ model.log_var_head.kernel.numpy())
        np.testing.assert_allclose(np.exp(log_var / 2), sigma, rtol=1e-4)

    def test_pixels_are_linear(self):
        model = small()
        z = np.array([[3.0, -2.0], [0.5, 40.0]], np.float32)
        hidden = np.maximum(z.astype(float) @ model.decoder.layers[0].kernel.numpy(), 0)
        by_hand = hidden @ model.pixel_head.kernel.numpy()
        self.assertLess(by_hand.min(), 0)
        np.testing.assert_allclose(model.decode(z), by_hand, rtol=1e-4, atol=1e-5)


class Loss(unittest.TestCase):
    def test_is_squared_error_and_beta_times_kl(self):
        model = small(beta=0.3, samples=4)
        found = model.terms(X, None, True, 5)
        mu, log_var = (np.float64(part) for part in model.encode(X))
        sigma = np.exp(log_var / 2)
        kl = np.sum(sigma**2 - 2 * np.log(sigma) - 1 + mu**2, axis=1) / 2
        z = mu + sigma * model._noise(mu.astype(np.float32), True, 5).numpy()
        images = model.decode(z.reshape(-1, 2).astype(np.float32)).numpy().reshape(4, 20, 16)
        error = np.mean((X - images) ** 2, axis=(0, 2))
        np.testing.assert_allclose(found["recon"], error, rtol=1e-4)
        np.testing.assert_allclose(found["loss"], error + 0.3 * kl, rtol=1e-4)

    def test_is_beta_times_the_negative_elbo_but_for_a_constant(self):
        model = small(beta=0.3)
        mu, log_var = model.encode(X)
        z = model.reparameterize(mu, log_var, model._noise(mu, False, 0)[0])
        kl = model.terms(X, None, False, 0)["kl"] * 2
        elbo = model.log_likelihood(X, z) - kl
        differences = model.terms(X, None, False, 0)["loss"] + 0.3 * elbo
        np.testing.assert_allclose(differences, np.full(20, differences[0]), rtol=1e-4)

    def test_what_the_loss_leaves_open_is_beta_alone(self):
        for bad in ({"likelihood": "bernoulli"}, {"decoder_std": 0.5}, {"beta": 0.0}):
            (name,) = bad
            with self.subTest(**bad), self.assertRaisesRegex(ValueError, f"^{name}"):
                NotesVAE(**bad)

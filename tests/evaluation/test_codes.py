import unittest

import numpy as np

from lab.evaluation import codes as measures
from lab.models import Autoencoder, PlainVAE
from tests.support.helpers import tiny_split


class Models(unittest.TestCase):
    def test_codes_are_an_encoder_s_means_and_images_stay_within_their_range(self):
        images = tiny_split(23, 1).images
        vae, ae = PlainVAE((7,), (6,), input_dim=16), Autoencoder((7,), 3, input_dim=16)
        for model in (vae, ae):
            model.build()
        np.testing.assert_allclose(measures.mean_codes(vae, images), vae.encode(images)[0])
        codes = measures.mean_codes(ae, images)
        np.testing.assert_allclose(codes, ae.encode(images), rtol=1e-5, atol=1e-6)
        raw = ae.decode(9 * codes).numpy()
        self.assertTrue(raw.min() < 0 or raw.max() > 1)
        np.testing.assert_allclose(
            measures.decoded(ae, 9 * codes), np.clip(raw, 0, 1), rtol=1e-5, atol=1e-6
        )

    def test_samples_of_z_have_the_moments_of_the_posterior(self):
        images = np.repeat(tiny_split(1, 1).images, 20_000, axis=0)
        vae = PlainVAE((7,), (6,), input_dim=16)
        vae.build()
        mu, log_var, z = measures.posterior_samples(vae, images, np.random.default_rng(0))
        ours, theirs = vae.encode(images[:1])
        np.testing.assert_allclose(mu[[0, -1]], np.repeat(ours, 2, axis=0), rtol=1e-5)
        np.testing.assert_allclose(log_var[[0, -1]], np.repeat(theirs, 2, axis=0), rtol=1e-5)
        np.testing.assert_allclose(z.mean(axis=0), mu[0], atol=0.03)
        np.testing.assert_allclose(z.var(axis=0), np.exp(log_var[0]), rtol=0.05)

    def test_batches_are_put_together_in_order(self):
        class Double:
            def decode(self, z):
                return z / 4000

        z = np.arange(2500.0)[:, None]
        np.testing.assert_allclose(measures.decoded(Double(), z), z / 4000, rtol=1e-6)

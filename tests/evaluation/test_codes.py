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

    def test_batches_are_put_together_in_order(self):
        class Double:
            def decode(self, z):
                return z / 4000

        z = np.arange(2500.0)[:, None]
        np.testing.assert_allclose(measures.decoded(Double(), z), z / 4000, rtol=1e-6)

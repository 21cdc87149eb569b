import unittest

import numpy as np

from lab.models import BernoulliAutoencoder, PlainVAE
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images


class Loss(unittest.TestCase):
    def test_is_the_cross_entropy_of_each_image(self):
        model = BernoulliAutoencoder((7, 5), 2, input_dim=16, seed=3)
        model.build()
        p = model(X).numpy().astype(float)
        self.assertTrue(((p > 0) & (p < 1)).all())
        by_hand = -np.sum(X * np.log(p) + (1 - X) * np.log(1 - p), axis=1)
        np.testing.assert_allclose(model.terms(X, None, True, 0)["loss"], by_hand, rtol=1e-5)

    def test_is_that_of_a_vae_without_noise_and_kl(self):
        model = BernoulliAutoencoder((7, 5), 2, input_dim=16, seed=3)
        vae = PlainVAE((7, 5), (5, 7), z_dim=2, beta=0.0, input_dim=16, seed=3)
        model.build()
        vae.build()
        # as good as none
        vae.log_var_head.kernel.assign(np.zeros((5, 2)))
        vae.log_var_head.bias.assign([-20.0, -20.0])
        np.testing.assert_allclose(
            model.terms(X, None, True, 0)["loss"], vae.terms(X, None, True, 0)["loss"], rtol=1e-4
        )

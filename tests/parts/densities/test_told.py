import unittest

import numpy as np
from scipy.special import logsumexp

from lab.evaluation.importance import batched_log_weights, estimates
from lab.evaluation.likelihood import mean_elbo
from lab.models import CVAE
from lab.parts.densities.told import AnyClass
from tests.support.helpers import TINY_CLASSES, tiny_split


class OfImagesAlone(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.split = tiny_split(12, 0)
        cls.images = (cls.split.images > 0.5).astype(np.float32)
        cls.cvae = CVAE(
            encoder_layers=(5,),
            decoder_layers=(5,),
            z_dim=2,
            input_dim=16,
            num_classes=TINY_CLASSES,
            seed=1,
        )
        cls.cvae.build()
        cls.model = AnyClass(cls.cvae)

    def test_probability_is_the_mean_over_the_classes(self):
        found = estimates(batched_log_weights(self.model, self.images, 2000), 2000)[0]
        of_classes = [
            self.cvae.log_prob_iw(self.images, 2000, np.full(12, y), seed=5).numpy()
            for y in range(TINY_CLASSES)
        ]
        expected = logsumexp(of_classes, axis=0) - np.log(TINY_CLASSES)
        np.testing.assert_allclose(found, expected, atol=0.05)

    def test_bound_is_that_of_the_image_with_its_class_and_below_the_estimate(self):
        bound = mean_elbo(self.model, self.images, labels=self.split.labels)
        told = mean_elbo(self.cvae, self.images, labels=self.split.labels)
        self.assertAlmostEqual(bound, told - np.log(TINY_CLASSES), places=4)
        estimate = estimates(batched_log_weights(self.model, self.images, 500), 500)
        self.assertLess(bound, estimate.mean())

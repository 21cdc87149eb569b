import unittest

import keras
import numpy as np

from lab.models import NoisyVAE, PlainVAE, noise
from lab.models.densities import kl_to_standard_normal
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images
SIZES = {
    "encoder_layers": (7,),
    "decoder_layers": (6,),
    "activation": "tanh",
    "z_dim": 3,
    "input_dim": 16,
    "seed": 3,
}


def noisy(step, **options):
    """A model with noise on its second latent after the updates 10 to 19, at this step."""
    model = NoisyVAE(strength=5.0, start=10, stop=20, latent=1, **{**SIZES, **options})
    model.build()
    model.step.assign(step)
    return model


class Noise(unittest.TestCase):
    def test_widens_one_latent_while_it_is_on(self):
        mu = np.array([[0.5, -1.0, 2.0]], np.float32)
        log_var = np.log(np.array([[0.04, 0.09, 1.0]], np.float32))
        epsilon = np.array([[1.0, -2.0, 0.5]], np.float32)
        without = mu + np.array([[0.2, 0.3, 1.0]]) * epsilon
        with_noise = mu + np.array([[0.2, np.sqrt(25.09), 1.0]]) * epsilon
        for step, expected in (
            (0, without),
            (10, without),
            (11, with_noise),
            (20, with_noise),
            (21, without),
        ):
            z = noisy(step).reparameterize(mu, log_var, epsilon)
            np.testing.assert_allclose(z, expected, rtol=1e-5, err_msg=str(step))

    def test_is_in_the_reconstruction_and_not_in_the_kl(self):
        for training, purpose in ((True, noise.TRAINING), (False, noise.EVALUATION)):
            model = noisy(15)
            mu, log_var = model.encode(X)
            epsilon = noise.normal((1, *mu.shape), model.seed, purpose, 7)[0].numpy()
            z = mu.numpy() + np.sqrt(np.exp(log_var) + [0, 25, 0]) * epsilon
            terms = model.terms(X, None, training, 7)
            log_likelihood = model.log_likelihood(X, z.astype(np.float32))
            np.testing.assert_allclose(terms["recon"], -log_likelihood / 16, rtol=1e-4)
            np.testing.assert_allclose(terms["kl"], kl_to_standard_normal(mu, log_var) / 3)

    def test_comes_and_goes_within_one_training(self):
        """Until it comes the model is a PlainVAE to the bit; from then on it is another one."""

        def fitted(model, epochs):
            model.compile(optimizer=keras.optimizers.Adam(0.01), jit_compile=False)
            model.fit(X, X, epochs=epochs, batch_size=10, shuffle=False, verbose=0)
            return model.get_weights()

        for epochs, same in ((5, True), (6, False)):
            pairs = zip(fitted(noisy(0), epochs), fitted(PlainVAE(**SIZES), epochs), strict=True)
            close = all(np.allclose(one, other, atol=1e-5) for one, other in pairs)
            self.assertEqual(close, same, epochs)

    def test_arguments_that_make_no_sense(self):
        for bad in ({"latent": 3}, {"latent": -1}, {"strength": -1.0}):
            with self.subTest(**bad), self.assertRaisesRegex(ValueError, next(iter(bad))):
                NoisyVAE(**{**SIZES, **bad})

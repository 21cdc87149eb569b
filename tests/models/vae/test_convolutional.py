import unittest

import keras
import numpy as np

from lab.models import ConvVAE
from tests.support.helpers import tiny_split

X = tiny_split(20, 4).images.reshape(20, 16)
X = np.tile(X, 4)


def small(**options):
    sizes = {"encoder_layers": (7,), "decoder_layers": (6,), "image_shape": (8, 8), "channels": 3}
    model = ConvVAE(**{**sizes, "seed": 3, **options})
    model.build()
    return model


class Networks(unittest.TestCase):
    def test_encoder_and_decoder_beside_keras_s_convolutions(self):
        model = small(activation="tanh")
        down = keras.layers.Conv2D(3, 8, 4, padding="same", activation="tanh")
        up = keras.layers.Conv2DTranspose(1, 8, 4, padding="same")
        for ours, theirs, channels in ((model.convolution, down, 1), (model.upsampling, up, 16)):
            theirs.build((None, 8, 8, channels))
            theirs.set_weights(ours.get_weights())
        hidden = model.encoder(np.reshape(down(X.reshape(-1, 8, 8, 1)), (20, -1)))
        mu, log_var = model.encode(X)
        np.testing.assert_allclose(mu, model.mu_head(hidden), atol=1e-5)
        np.testing.assert_allclose(log_var, model.log_var_head(hidden), atol=1e-5)
        numbers = np.tanh(model.pixel_head(model.decoder(mu)))
        logits = np.reshape(up(numbers.reshape(-1, 2, 2, 16)), (20, 64))
        np.testing.assert_allclose(model.decode(mu), 1 / (1 + np.exp(-logits)), atol=1e-5)

    def test_the_loss_is_the_negative_elbo(self):
        model = small()
        loss = model.terms(X, None, training=False, step=7)["loss"]
        np.testing.assert_allclose(loss, -model.elbo(X, seed=7), rtol=1e-5)

    def test_every_weight_is_built_and_learns(self):
        model = small()
        model.compile(optimizer=keras.optimizers.Adam(0.01))
        before = [v.numpy() for v in model.trainable_variables]
        losses = model.fit(X, X, epochs=30, batch_size=10, verbose=0).history["loss"]
        self.assertEqual(len(before), 2 + 2 + 4 + 2 + 2 + 2)
        for old, new in zip(before, model.trainable_variables, strict=True):
            self.assertGreater(np.abs(new - old).max(), 0, new.path)
        self.assertLess(losses[-1], 0.95 * losses[0])

    def test_shapes_that_cannot_be(self):
        for bad in ({"image_shape": (8, 6)}, {"image_shape": (0, 8)}, {"channels": 0}):
            with self.subTest(**bad), self.assertRaises(ValueError):
                ConvVAE(**bad)

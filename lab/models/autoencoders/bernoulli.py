"""The notes' autoencoder with the output and the loss of a VAE with binary pixels."""

import keras
import tensorflow as tf

from lab.models.autoencoders.plain import Autoencoder
from lab.models.densities import bernoulli_log_prob


@keras.saving.register_keras_serializable(package="lab")
class BernoulliAutoencoder(Autoencoder):
    """An Autoencoder whose decoder gives, for each pixel, the probability p that it is white.

    Loss per image, nats: -log p(x|code), the sum over its D pixels of -x log p - (1 - x) log(1 - p)
    with p = sigmoid(pixel head). That is a PlainVAE's negative ELBO without its noise and its KL:
    beside that VAE it shows what both do, beside the Autoencoder what this loss does.
    """

    def decode(self, code):
        """Codes [B, Z] -> pixel probabilities [B, D] in (0, 1)."""
        return tf.sigmoid(super().decode(code))

    def terms(self, x, y, training, step):
        """loss: -log p(x|code), nats."""
        logits = super().decode(self.encode(x))
        return {"loss": -bernoulli_log_prob(x, logits)}

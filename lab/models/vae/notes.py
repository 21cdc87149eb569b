"""The notes' variational autoencoder: squared error + beta KL, linear output, a head log sigma."""

import math

import keras
import tensorflow as tf

from lab.checks import real_number
from lab.models.autoencoders.plain import squared_error
from lab.models.densities import kl_to_standard_normal
from lab.models.vae.plain import PlainVAE

# what the loss says of the pixels, in arguments of PlainVAE
FIXED = ("likelihood", "decoder_std", "learn_decoder_std", "reconstruction_weight")


@keras.saving.register_keras_serializable(package="lab")
class NotesVAE(PlainVAE):
    """q(z|x) = N(mu(x), exp(2 s(x))), the head s = log sigma; pixels linear in the decoder.

    Loss per image: (1/D) sum over its D pixels of (x - decoder(z))^2 + beta KL(q(z|x) || p(z)),
    the KL in nats, summed over the latents. This is beta times the negative ELBO, but for a
    constant, of Gaussian pixels with the variance D beta / 2: their likelihood is meant wherever
    `Bounds` measures one. The layers are the notes', 784-392-2 Z and back, unless given; warm_up
    and samples are PlainVAE's.
    Raises ValueError where beta is not above 0: the variance would be 0.
    Source: notes, "Variational Auto Encoder", with the KL of the errata.
    """

    def __init__(self, encoder_layers=(392,), decoder_layers=(392,), beta=1e-4, **kwargs):
        given = sorted(set(FIXED) & set(kwargs))
        if given:
            raise ValueError(f"{given[0]}: the notes' loss leaves no choice of a likelihood")
        super().__init__(
            encoder_layers=encoder_layers,
            decoder_layers=decoder_layers,
            beta=real_number("beta", beta, above=0),
            likelihood="gaussian",
            **kwargs,
        )

    @property
    def pixel_std(self):
        """The standard deviation of the pixels that the loss implies."""
        return math.sqrt(self.input_dim * self.beta / 2)

    def encode(self, x, y=None):
        """Images [B, D] -> mu, log_var [B, Z] of q(z|x): what is called `log_var_head` gives
        log sigma, half of log_var.
        """
        mu, log_std = super().encode(x, y)
        return mu, 2 * log_std

    def terms(self, x, y, training, step):
        """A dict of [B]: loss; recon, the mean squared error; kl, nats per latent."""
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
        recon = tf.reduce_mean(squared_error(x, self._pixel_logits(z)), 0)
        kl = kl_to_standard_normal(mu, log_var)
        _, beta = self._loss_weights(training, step)
        return {"loss": recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}

    def get_config(self):
        config = super().get_config()
        for name in FIXED:
            del config[name]
        return config

    def _pixel_means(self, logits):
        return logits

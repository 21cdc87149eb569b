"""A VAE with artificial noise on one latent during part of its training."""

import keras
import numpy as np
import tensorflow as tf

from lab.checks import count, integer_below, real_number
from lab.models.vae.plain import PlainVAE


@keras.saving.register_keras_serializable(package="lab")
class NoisyVAE(PlainVAE):
    """The decoder sees z + strength * eta, eta ~ N(0, 1), in the latent number `latent`.

    The noise is on while start < step <= stop, in training and in whatever is measured: after
    `start` updates one still measures without it, after `stop` updates still with it. The KL term
    knows nothing of it: it is that of q(z|x) alone, so the loss is the negative ELBO of a model
    whose decoder adds the noise. z and the noise on it are sampled as their sum,
    from N(mu, sigma^2 + strength^2).

    The other arguments are PlainVAE's. `sample` and `log_weights` leave the noise out.
    Raises ValueError where an argument is invalid.
    Source: lecture, "posterior collapse": adding artificial noise to a latent reproduces it.
    """

    def __init__(self, strength=10.0, start=0, stop=0, latent=0, **kwargs):
        super().__init__(**kwargs)
        self.strength = real_number("strength", strength, at_least=0)
        self.start = count("start", start)
        self.stop = count("stop", stop)
        self.latent = integer_below("latent", latent, self.z_dim)

    def reparameterize(self, mu, log_var, epsilon=None):
        """z = mu + sqrt(exp(log_var) + variance of the noise) epsilon: [..., B, Z]."""
        is_on = (self.step > self.start) & (self.step <= self.stop)
        variance = np.square(self.strength) * np.eye(self.z_dim)[self.latent]
        added = tf.cast(is_on, log_var.dtype) * tf.cast(variance, log_var.dtype)
        return super().reparameterize(mu, tf.math.log(tf.exp(log_var) + added), epsilon)

    def get_config(self):
        return super().get_config() | {
            "strength": self.strength,
            "start": self.start,
            "stop": self.stop,
            "latent": self.latent,
        }

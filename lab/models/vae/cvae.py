"""The conditional VAE: encoder and decoder are both conditioned on the class."""

import keras
import tensorflow as tf

from lab.models import inputs
from lab.models.densities import kl_to_standard_normal
from lab.models.inputs import shape_of
from lab.models.vae.classes import ClassVAE


@keras.saving.register_keras_serializable(package="lab")
class CVAE(ClassVAE):
    """q(z|x, y) = N(mu(x, y), exp(log_var(x, y))), p(z|y) = N(0, I), p(x|z, y).

    The class y, one-hot, is concatenated with what encoder and decoder take. The loss is
    PlainVAE's with them; by default its negative is the bound of the lecture with its sign mended:

        log p(x|y) >= E_q(z|x,y) log p(x|z, y) - KL(q(z|x, y) || p(z|y))

    Images x [B, D], classes y [B] integers, latents z [B, Z]; the arguments are PlainVAE's.
    Raises ValueError where an argument is invalid.
    Source: lecture, "Conditional VAE"; slides; Sohn, Lee, Yan (2015).
    """

    @property
    def encoder_inputs(self):
        """The pixels and the class, one-hot."""
        return self.input_dim + self.num_classes

    def call_parts(self, x, *others):
        """(name, values, rule) of images and classes, a pair."""
        if not isinstance(x, (list, tuple)) or len(x) != 2:
            raise inputs.InputError(
                f"x: expected a pair (images, classes), received one {type(x).__name__}"
            )
        return self.takes.batch(*x)

    def call(self, x_and_y):
        """(images [B, D], classes [B]) -> dict of reconstruction, mu, log_var, z.

        z is sampled with the model's own fixed noise: the same images give the same result.
        """
        return self._reconstructed(*x_and_y)

    def terms(self, x, y, training, step):
        """A dict of [B]: loss; recon: R, nats per pixel; kl: nats per latent.

            loss = reconstruction_weight R + beta KL(q(z|x, y) || p(z|y)),  R = -log p(x|z, y) / D

        Encoder and decoder both take y; p(z|y) = N(0, I) for every class. R is the mean over the
        samples of z, whose noise [samples, B, Z] is `_noise(mu, training, step)`; log p(x|z, y) is
        `log_likelihood(x, z, y)`. The weights, with beta's warm-up, are `_loss_weights`.
        Source: lecture, "Conditional VAE"; Sohn, Lee, Yan (2015).
        """
        mu, log_var = self.encode(x, y)
        z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
        recon = -tf.reduce_mean(self._log_likelihood(x, z, y), 0) / self.input_dim
        kl = kl_to_standard_normal(mu, log_var)
        weight, beta = self._loss_weights(training, step)
        return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}

    def transfer(self, x, y):
        """The style of images in every class: x [B, D] of classes y [B] -> [B, C, D].

        Encodes each image with its own class, and decodes the mean of q with each of the C classes.
        """
        mu, _ = self.encode(x, y)
        classes = tf.tile(tf.range(self.num_classes), [tf.shape(mu)[0]])
        images = self.decode(tf.repeat(mu, self.num_classes, axis=0), classes)
        return tf.reshape(images, [-1, self.num_classes, self.input_dim])

    def _into_encoder(self, x, y):
        probs = self._class_probs(y, shape_of(x)[0])
        x = tf.cast(x, self.compute_dtype)
        return tf.concat([x, tf.cast(probs, x.dtype)], 1)

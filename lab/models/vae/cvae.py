"""The conditional VAE: encoder and decoder are both told the class."""

import keras
import numpy as np
import tensorflow as tf

from lab.models import inputs, noise
from lab.models.checks import codes, integer_below, positive_integer, seed_number
from lab.models.densities import kl_to_standard_normal, log_mean_exp
from lab.models.inputs import shape_of
from lab.models.vae.plain import PlainVAE


@keras.saving.register_keras_serializable(package="lab")
class CVAE(PlainVAE):
    """q(z|x, y) = N(mu(x, y), exp(log_var(x, y))), p(z|y) = N(0, I), p(x|z, y).

    The class y, one-hot, is concatenated with what encoder and decoder take. The loss is
    PlainVAE's with them; by default its negative is the bound of the lecture with its sign mended:

        log p(x|y) >= E_q(z|x,y) log p(x|z, y) - KL(q(z|x, y) || p(z|y))

    Images x [B, D], classes y [B] integers, latents z [B, Z]; the arguments are PlainVAE's.
    Raises ValueError where an argument is invalid.
    Source: lecture, "Conditional VAE"; slides; Sohn, Lee, Yan (2015).
    """

    def __init__(self, num_classes=10, **kwargs):
        super().__init__(**kwargs)
        self.num_classes = positive_integer("num_classes", num_classes)

    @property
    def encoder_inputs(self):
        return self.input_dim + self.num_classes

    @property
    def decoder_inputs(self):
        return self.z_dim + self.num_classes

    def encode(self, x, y):
        """Images [B, D], classes [B] -> mu, log_var [B, Z] of q(z|x, y)."""
        inputs.check(self.takes.batch(x, y))
        return self._posterior(x, y)

    def _posterior(self, x, y):
        x = tf.cast(x, self.compute_dtype)
        return super()._posterior(tf.concat([x, tf.cast(self._one_hot(y), x.dtype)], 1))

    def decode(self, z, y):
        """z [B, Z], classes [B] -> pixel means [B, D] in (0, 1)."""
        codes("z", z, self.z_dim)
        self.takes.labels(shape_of(z)[0]).check("y", y)
        return tf.sigmoid(self._pixel_logits(z, self._one_hot(y)))

    def call_parts(self, x, *others):
        """(name, values, rule) of images and classes, a pair."""
        if not isinstance(x, (list, tuple)) or len(x) != 2:
            raise inputs.InputError(
                f"x: expected a pair (images, classes), received one {type(x).__name__}"
            )
        return self.takes.batch(*x)

    def call(self, x_and_y):
        """(images [B, D], classes [B]) -> dict of reconstruction, mu, log_var, z.

        z is drawn with the model's own fixed noise: the same images give the same result.
        """
        x, y = x_and_y
        mu, log_var = self._posterior(x, y)
        z = self.reparameterize(mu, log_var)
        reconstruction = tf.sigmoid(self._pixel_logits(z, self._one_hot(y)))
        return {"reconstruction": reconstruction, "mu": mu, "log_var": log_var, "z": z}

    def terms(self, x, y, training, step):
        """loss; recon (nats per pixel); kl (nats per latent)."""
        return self._bound_terms(x, self._posterior(x, y), training, step, self._one_hot(y))

    def elbo(self, x, y, seed=0):
        """A lower bound of log p(x|y), nats [B], from one z per image."""
        seed = seed_number("seed", seed)
        mu, log_var = self.encode(x, y)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        log_likelihood = self._log_likelihood(x, z, self._one_hot(y))
        return log_likelihood - kl_to_standard_normal(mu, log_var)

    def log_weights(self, x, y, k, seed=0):
        """log p(x, z|y) - log q(z|x, y) for k draws of z from q, nats [k, B]."""
        k, seed = positive_integer("k", k), seed_number("seed", seed)
        mu, log_var = self.encode(x, y)
        epsilon = self._draws(mu, k, noise.EVALUATION, seed)
        z = self.reparameterize(mu, log_var, epsilon)
        log_likelihood = self._log_likelihood(x, z, self._one_hot(y))
        return self._log_weights(log_likelihood, z, log_var, epsilon)

    def log_prob_iw(self, x, y, k, seed=0):
        """The importance-weighted bound of log p(x|y) with k draws from q(z|x, y), nats [B]."""
        return log_mean_exp(self.log_weights(x, y, k, seed))

    def transfer(self, x, y):
        """The style of images in every class: x [B, D] of classes y [B] -> [B, C, D].

        Encodes each image with its own class and decodes the mean of q with all of them.
        """
        mu, _ = self.encode(x, y)
        classes = tf.tile(tf.range(self.num_classes), [tf.shape(mu)[0]])
        images = self.decode(tf.repeat(mu, self.num_classes, axis=0), classes)
        return tf.reshape(images, [-1, self.num_classes, self.input_dim])

    def generate(self, digit, z=None, seed=0):
        """Images of one class: z [n, Z] -> [n, D]; without z, one image with z from the prior."""
        digit = integer_below("digit", digit, self.num_classes)
        z = self._prior(1, seed) if z is None else tf.convert_to_tensor(z, tf.float32)
        return self.decode(z, tf.fill([tf.shape(z)[0]], digit))

    def sample(self, n, seed=0):
        """n images [n, D]: the class uniform, z from the prior."""
        n, seed = positive_integer("n", n), seed_number("seed", seed)
        classes = np.random.default_rng([self.seed, seed]).integers(self.num_classes, size=n)
        return self.decode(self._prior(n, seed), classes)

    def get_config(self):
        return super().get_config() | {"num_classes": self.num_classes}

    def _one_hot(self, y):
        return tf.one_hot(tf.cast(tf.reshape(y, [-1]), tf.int32), self.num_classes)

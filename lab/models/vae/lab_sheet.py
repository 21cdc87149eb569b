"""The lab sheet's variational autoencoder: a digit classifier tells the decoder the class."""

import keras
import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.base import dense, mlp
from lab.models.checks import (
    codes,
    integer_below,
    positive_integer,
    positive_integers,
    real_number,
    seed_number,
)
from lab.models.densities import kl_to_standard_normal, kl_to_uniform, log_mean_exp, wide
from lab.models.vae.plain import PlainVAE


@keras.saving.register_keras_serializable(package="lab")
class VAE(PlainVAE):
    """q(z|x) = N(mu(x), exp(log_var(x))), q(y|x) = softmax(classifier(x)), p(x|z, y).

    Loss per image, with R = -log p(x|z, y) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || N(0, I)) + digit_classification_weight CE(y)

    The defaults are the lab sheet's: its log is met by 100 R + 10 (KL / 10 latents) + 10 CE, so
    per image it trains a beta-VAE with beta = 784 / 100. `reconstruction_weight=None` is the ELBO.

    Images x [B, D] in [0, 1], labels y [B] integers, latents z [B, Z], digit_probs [B, C]; the
    other arguments are PlainVAE's. Raises ValueError where an argument is invalid.
    Source: lab sheet, figures 1 and 2.
    """

    term_names = ("loss", "recon", "kl", "cls", "accuracy")

    def __init__(
        self,
        encoder_layers=(128,),
        decoder_layers=(128,),
        digit_classification_layers=(128,),
        activation="sigmoid",
        z_dim=10,
        reconstruction_weight=100.0,
        digit_classification_weight=10.0,
        num_classes=10,
        seed=0,
        **kwargs,
    ):
        super().__init__(
            encoder_layers=encoder_layers,
            decoder_layers=decoder_layers,
            activation=activation,
            z_dim=z_dim,
            reconstruction_weight=reconstruction_weight,
            seed=seed,
            **kwargs,
        )
        self.digit_classification_layers = positive_integers(
            "digit_classification_layers", digit_classification_layers
        )
        self.digit_classification_weight = real_number(
            "digit_classification_weight", digit_classification_weight, at_least=0
        )
        self.num_classes = positive_integer("num_classes", num_classes)

        base, policy = 1_000 * self.seed, self.dtype_policy
        self.classifier = mlp(
            self.digit_classification_layers, activation, base + 4, "classifier", policy
        )
        self.digit_head = dense(self.num_classes, base + 5, None, "digit_logits", policy)

    @property
    def decoder_inputs(self):
        return self.z_dim + self.num_classes

    def build(self, input_shape=None):
        self.classifier.build((None, self.input_dim))
        self.digit_head.build((None, self.digit_classification_layers[-1]))
        super().build(input_shape)

    def classify(self, x):
        """Images [B, D] -> digit logits [B, C]."""
        self.check_images(x)
        return self._digit_logits(x)

    def _digit_logits(self, x):
        return wide(self.digit_head(self.classifier(x)))

    def decode(self, z, digit_probs):
        """z [B, Z], digit_probs [B, C] -> pixel means [B, D] in (0, 1)."""
        codes("z", z, self.z_dim)
        codes("digit_probs", digit_probs, self.num_classes)
        return tf.sigmoid(self._pixel_logits(z, digit_probs))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z, digit_logits.

        z is drawn with the model's own fixed noise: the same images give the same result.
        """
        mu, log_var = self._posterior(x)
        z = self.reparameterize(mu, log_var)
        digit_logits = self._digit_logits(x)
        return {
            "reconstruction": self.decode(z, tf.nn.softmax(digit_logits)),
            "mu": mu,
            "log_var": log_var,
            "z": z,
            "digit_logits": digit_logits,
        }

    def terms(self, x, y, training, step):
        """loss; recon (nats per pixel); kl (nats per latent); cls (nats); accuracy (0 or 1)."""
        digit_logits = self._digit_logits(x)
        condition = tf.nn.softmax(digit_logits)
        terms = self._bound_terms(x, self._posterior(x), training, step, condition)
        labels = tf.cast(tf.reshape(y, [-1]), tf.int32)
        cls = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=digit_logits)
        right = tf.argmax(digit_logits, axis=1, output_type=tf.int32) == labels
        loss = terms["loss"] + self.digit_classification_weight * cls
        return terms | {"loss": loss, "cls": cls, "accuracy": tf.cast(right, loss.dtype)}

    def elbo(self, x, seed=0):
        """A lower bound of log p(x), nats [B], from one z per image and every class y.

        sum over y of q(y|x) log p(x|z, y) - KL(q(z|x) || p(z)) - KL(q(y|x) || uniform). The class
        has to pay its way too: decoding softmax(classifier(x)) alone would leak x for nothing.
        """
        seed = seed_number("seed", seed)
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        digit_logits = self._digit_logits(x)
        by_class = tf.transpose(self._log_likelihoods(x, z))
        expected = tf.reduce_sum(tf.nn.softmax(digit_logits) * by_class, axis=1)
        return expected - kl_to_standard_normal(mu, log_var) - kl_to_uniform(digit_logits)

    def _log_likelihood(self, x, z, condition=None):
        """log p(x|z, y), nats [..., B], of class probabilities y [B, C]; without them log p(x|z).

        The class is then integrated out under its prior, uniform over the classes.
        """
        if condition is None:
            return log_mean_exp(self._log_likelihoods(x, z))
        return super()._log_likelihood(x, z, condition)

    def generate(self, digit, z=None, seed=0):
        """Images of one digit: z [n, Z] -> [n, D]; without z, one image with z from the prior."""
        digit = integer_below("digit", digit, self.num_classes)
        z = self._prior(1, seed) if z is None else tf.convert_to_tensor(z, tf.float32)
        return self.decode(z, tf.one_hot(tf.fill([tf.shape(z)[0]], digit), self.num_classes))

    def sample(self, n, seed=0):
        """n images [n, D] from the prior: y uniform over the classes, z standard normal."""
        n, seed = positive_integer("n", n), seed_number("seed", seed)
        digits = np.random.default_rng([self.seed, seed]).integers(self.num_classes, size=n)
        return self.decode(self._prior(n, seed), tf.one_hot(digits, self.num_classes))

    def get_config(self):
        return super().get_config() | {
            "digit_classification_layers": self.digit_classification_layers,
            "digit_classification_weight": self.digit_classification_weight,
            "num_classes": self.num_classes,
        }

    def _log_likelihoods(self, x, z):
        """log p(x|z, y) for every class y: [C, ..., B]."""
        classes = tf.eye(self.num_classes)
        return tf.stack([self._log_likelihood(x, z, y[tf.newaxis]) for y in tf.unstack(classes)])

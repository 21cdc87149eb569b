"""The lab sheet's variational autoencoder: a digit classifier tells the decoder the class."""

import keras
import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.base import TermModel, dense, mlp
from lab.models.densities import (
    bernoulli_log_prob,
    gaussian_log_prob,
    kl_to_standard_normal,
    kl_to_uniform,
    wide,
)

LIKELIHOODS = ("bernoulli", "gaussian")
LARGEST_LOG_VAR = 20.0


@keras.saving.register_keras_serializable(package="lab")
class VAE(TermModel):
    """q(z|x) = N(mu(x), exp(log_var(x))), q(y|x) = softmax(classifier(x)), p(x|z, y).

    Loss per image, with R = -log p(x|z, y) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || N(0, I)) + digit_classification_weight CE(y)

    The defaults are the lab sheet's: its log is met by 100 R + 10 (KL / 10 latents) + 10 CE, so
    per image it trains a beta-VAE with beta = 784 / 100. `reconstruction_weight=784` is the ELBO.

    Images x [B, D] in [0, 1], labels y [B] integers, latents z [B, Z], digit_probs [B, C].
    likelihood: "bernoulli" (a density for 0/1 pixels, a score for grey ones), or "gaussian" with
    the standard deviation `decoder_std`; the decoder's mean goes through a sigmoid in both.
    Raises ValueError where an argument makes no sense.
    Source: lab sheet, figures 1 and 2; Kingma, Welling (2014).
    """

    term_names = ("loss", "recon", "kl", "cls", "accuracy")

    def __init__(
        self,
        encoder_layers=(128,),
        decoder_layers=(128,),
        digit_classification_layers=(128,),
        activation="sigmoid",
        z_dim=10,
        likelihood="bernoulli",
        decoder_std=0.5,
        reconstruction_weight=100.0,
        beta=1.0,
        digit_classification_weight=10.0,
        input_dim=784,
        num_classes=10,
        seed=0,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        if likelihood not in LIKELIHOODS:
            raise ValueError(f"likelihood must be one of {LIKELIHOODS}, received {likelihood!r}")
        sizes = {
            "encoder_layers": min(encoder_layers, default=0),
            "decoder_layers": min(decoder_layers, default=0),
            "digit_classification_layers": min(digit_classification_layers, default=0),
            "z_dim": z_dim,
            "input_dim": input_dim,
            "num_classes": num_classes,
        }
        for name, size in sizes.items():
            if size < 1:
                raise ValueError(f"{name}: expected at least 1, received {size}")
        if decoder_std <= 0:
            raise ValueError(f"decoder_std: expected a positive number, received {decoder_std}")
        self.encoder_layers = tuple(encoder_layers)
        self.decoder_layers = tuple(decoder_layers)
        self.digit_classification_layers = tuple(digit_classification_layers)
        self.activation = activation
        self.z_dim = z_dim
        self.likelihood = likelihood
        self.decoder_std = decoder_std
        self.reconstruction_weight = reconstruction_weight
        self.beta = beta
        self.digit_classification_weight = digit_classification_weight
        self.input_dim = input_dim
        self.num_classes = num_classes

        base = 1_000 * seed
        self.encoder = mlp(encoder_layers, activation, base + 1, "encoder")
        self.mu_head = dense(z_dim, base + 2, name="mu")
        self.log_var_head = dense(z_dim, base + 3, name="log_var")
        self.classifier = mlp(digit_classification_layers, activation, base + 4, "classifier")
        self.digit_head = dense(num_classes, base + 5, name="digit_logits")
        self.decoder = mlp(decoder_layers, activation, base + 6, "decoder")
        self.pixel_head = dense(input_dim, base + 7, name="pixel_logits")

    def build(self, input_shape=None):
        images = (None, self.input_dim)
        self.encoder.build(images)
        self.mu_head.build((None, self.encoder_layers[-1]))
        self.log_var_head.build((None, self.encoder_layers[-1]))
        self.classifier.build(images)
        self.digit_head.build((None, self.digit_classification_layers[-1]))
        self.decoder.build((None, self.z_dim + self.num_classes))
        self.pixel_head.build((None, self.decoder_layers[-1]))
        self.built = True

    def encode(self, x):
        """Images [B, D] -> mu, log_var [B, Z] of q(z|x); log_var is kept within +-20."""
        hidden = self.encoder(x)
        log_var = wide(self.log_var_head(hidden))
        bounded = tf.clip_by_value(log_var, -LARGEST_LOG_VAR, LARGEST_LOG_VAR)
        return wide(self.mu_head(hidden)), bounded

    def reparameterize(self, mu, log_var, epsilon=None):
        """z = mu + exp(log_var / 2) epsilon [B, Z]; epsilon is standard normal unless given."""
        if epsilon is None:
            epsilon = self._epsilon(mu, noise.CALL, 0)
        return mu + tf.exp(log_var / 2) * epsilon

    def classify(self, x):
        """Images [B, D] -> digit logits [B, C]."""
        return wide(self.digit_head(self.classifier(x)))

    def decode(self, z, digit_probs):
        """z [B, Z], digit_probs [B, C] -> pixel means [B, D] in (0, 1)."""
        return tf.sigmoid(self._pixel_logits(z, digit_probs))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z, digit_logits.

        z is drawn with the model's own fixed noise: the same images give the same result.
        """
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var)
        digit_logits = self.classify(x)
        return {
            "reconstruction": self.decode(z, tf.nn.softmax(digit_logits)),
            "mu": mu,
            "log_var": log_var,
            "z": z,
            "digit_logits": digit_logits,
        }

    def terms(self, x, y, training, step):
        """loss; recon (nats per pixel); kl (nats per latent); cls (nats); accuracy (0 or 1)."""
        if y is None:
            raise ValueError("VAE trains its digit classifier on labels: pass y beside x")
        purpose = noise.TRAINING if training else noise.EVALUATION
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, purpose, step))
        digit_logits = self.classify(x)
        recon = -self._log_prob(x, z, tf.nn.softmax(digit_logits)) / self.input_dim
        kl = kl_to_standard_normal(mu, log_var)
        labels = tf.cast(tf.reshape(y, [-1]), tf.int32)
        cls = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=digit_logits)
        right = tf.argmax(digit_logits, axis=1, output_type=tf.int32) == labels
        loss = (
            self.reconstruction_weight * recon
            + self.beta * kl
            + self.digit_classification_weight * cls
        )
        return {
            "loss": loss,
            "recon": recon,
            "kl": kl / self.z_dim,
            "cls": cls,
            "accuracy": tf.cast(right, loss.dtype),
        }

    def elbo(self, x, seed=0):
        """A lower bound of log p(x), nats [B], from one z per image and every class y.

        sum over y of q(y|x) log p(x|z, y) - KL(q(z|x) || p(z)) - KL(q(y|x) || uniform). The class
        has to pay its way too: decoding softmax(classifier(x)) alone would leak x for nothing.
        """
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        digit_logits = self.classify(x)
        classes, batch = self.num_classes, tf.shape(z)[0]
        log_probs = self._log_prob(
            tf.tile(x, [classes, 1]),
            tf.tile(z, [classes, 1]),
            tf.repeat(tf.eye(classes, dtype=z.dtype), batch, axis=0),
        )
        by_class = tf.transpose(tf.reshape(log_probs, [classes, batch]))
        expected = tf.reduce_sum(tf.nn.softmax(digit_logits) * by_class, axis=1)
        return expected - kl_to_standard_normal(mu, log_var) - kl_to_uniform(digit_logits)

    def generate(self, digit, z=None, seed=0):
        """Images of one digit: z [n, Z] -> [n, D]; without z, one image with z from the prior."""
        if not 0 <= digit < self.num_classes:
            raise ValueError(f"digit must be from 0 to {self.num_classes - 1}, received {digit}")
        if z is None:
            z = noise.normal((1, self.z_dim), self.seed, noise.SAMPLE, seed)
        z = tf.convert_to_tensor(z, tf.float32)
        return self.decode(z, tf.one_hot(tf.fill([tf.shape(z)[0]], digit), self.num_classes))

    def sample(self, n, seed=0):
        """n images [n, D] from the prior: y uniform over the classes, z standard normal."""
        digits = np.random.default_rng([self.seed, seed]).integers(self.num_classes, size=n)
        z = noise.normal((n, self.z_dim), self.seed, noise.SAMPLE, seed)
        return self.decode(z, tf.one_hot(digits, self.num_classes))

    def get_config(self):
        return {
            "encoder_layers": self.encoder_layers,
            "decoder_layers": self.decoder_layers,
            "digit_classification_layers": self.digit_classification_layers,
            "activation": self.activation,
            "z_dim": self.z_dim,
            "likelihood": self.likelihood,
            "decoder_std": self.decoder_std,
            "reconstruction_weight": self.reconstruction_weight,
            "beta": self.beta,
            "digit_classification_weight": self.digit_classification_weight,
            "input_dim": self.input_dim,
            "num_classes": self.num_classes,
            "seed": self.seed,
            "name": self.name,
        }

    def _epsilon(self, like, purpose, step):
        return noise.normal(tf.shape(like), self.seed, purpose, step, like.dtype)

    def _pixel_logits(self, z, digit_probs):
        both = tf.concat(
            [tf.cast(z, self.compute_dtype), tf.cast(digit_probs, self.compute_dtype)], 1
        )
        return wide(self.pixel_head(self.decoder(both)))

    def _log_prob(self, x, z, digit_probs):
        """log p(x|z, y), nats [B]."""
        logits = self._pixel_logits(z, digit_probs)
        if self.likelihood == "bernoulli":
            return bernoulli_log_prob(x, logits)
        return gaussian_log_prob(x, tf.sigmoid(logits), self.decoder_std)

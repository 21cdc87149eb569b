"""The variational autoencoder: a Gaussian code, a network that finds it, one that decodes it."""

import functools
import math

import keras
import numpy as np
import tensorflow as tf

from lab.models import checks, noise
from lab.models.base import TermModel, dense, mlp
from lab.models.checks import (
    choice,
    codes,
    count,
    flag,
    positive_integer,
    positive_integers,
    real_number,
    seed_number,
)
from lab.models.densities import (
    bernoulli_log_prob,
    gaussian_log_prob,
    kl_to_standard_normal,
    log_mean_exp,
    log_odds,
    reparameterized_log_prob,
    standard_normal_log_prob,
    wide,
)

LIKELIHOODS = ("bernoulli", "gaussian")
PROPOSALS = ("posterior", "prior")
LARGEST_LOG_VAR = 20.0
# a learned deviation of the pixels, in units of their range
LEAST_STD, LARGEST_STD = 1e-3, 10.0


@keras.saving.register_keras_serializable(package="lab")
class PlainVAE(TermModel):
    """q(z|x) = N(mu(x), exp(log_var(x))), p(z) = N(0, I), p(x|z): Bernoulli or Gaussian pixels.

    Loss per image, with R = -log p(x|z) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || p(z))

    With reconstruction_weight=None, which stands for D, and beta = 1 this is the negative ELBO;
    another beta is the beta-VAE. R is the mean over `samples` draws of z. warm_up: over so many
    first updates the weight on KL rises from 0 to beta; evaluation always weighs it with beta.

    Images x [B, D] in [0, 1], latents z [B, Z]. A subclass whose decoder sees more than z passes
    it on as `condition` [B, C] and adds its width to `decoder_inputs`; so for `encoder_inputs`.
    likelihood: "bernoulli" (a density for 0/1 pixels, a score for grey ones), or "gaussian" with
    the standard deviation `decoder_std`; the decoder's mean goes through a sigmoid in both.
    learn_decoder_std: the deviation only starts there, and is learned, one number for all pixels.
    With no encoder_layers q's parameters are linear in x; with no decoder_layers so are the logits
    in z. Raises ValueError where an argument is invalid.
    Source: Kingma, Welling (2014); lecture, "ELBO for the VAE"; Higgins et al. (2017) for beta;
    Burda, Grosse, Salakhutdinov, "Importance Weighted Autoencoders" (2016); Bowman et al.,
    "Generating Sentences from a Continuous Space" (2016), section 3.1, for warm_up.
    """

    term_names = ("loss", "recon", "kl")

    def __init__(
        self,
        encoder_layers=(256, 128),
        decoder_layers=(128, 256),
        activation="relu",
        z_dim=2,
        likelihood="bernoulli",
        decoder_std=0.5,
        reconstruction_weight=None,
        beta=1.0,
        warm_up=0,
        samples=1,
        input_dim=784,
        seed=0,
        learn_decoder_std=False,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        self.encoder_layers = positive_integers("encoder_layers", encoder_layers, at_least=0)
        self.decoder_layers = positive_integers("decoder_layers", decoder_layers, at_least=0)
        self.activation = checks.activation("activation", activation)
        self.z_dim = positive_integer("z_dim", z_dim)
        self.likelihood = choice("likelihood", likelihood, LIKELIHOODS)
        self.decoder_std = real_number("decoder_std", decoder_std, above=0)
        self.learn_decoder_std = flag("learn_decoder_std", learn_decoder_std)
        if learn_decoder_std and likelihood != "gaussian":
            raise ValueError(f"learn_decoder_std: a {likelihood} likelihood has no deviation")
        self.reconstruction_weight = None
        if reconstruction_weight is not None:
            self.reconstruction_weight = real_number(
                "reconstruction_weight", reconstruction_weight, at_least=0
            )
        self.beta = real_number("beta", beta, at_least=0)
        self.warm_up = count("warm_up", warm_up)
        self.samples = positive_integer("samples", samples)
        self.input_dim = positive_integer("input_dim", input_dim)

        base, policy = 1_000 * self.seed, self.dtype_policy
        self.encoder = mlp(self.encoder_layers, activation, base + 1, "encoder", policy)
        self.mu_head = dense(self.z_dim, base + 2, None, "mu", policy)
        self.log_var_head = dense(self.z_dim, base + 3, None, "log_var", policy)
        self.decoder = mlp(self.decoder_layers, activation, base + 6, "decoder", policy)
        self.pixel_head = dense(self.input_dim, base + 7, None, "pixel_logits", policy)

    @property
    def encoder_inputs(self):
        return self.input_dim

    @property
    def decoder_inputs(self):
        return self.z_dim

    def build(self, input_shape=None):
        self.encoder.build((None, self.encoder_inputs))
        of_heads = (None, (self.encoder_inputs, *self.encoder_layers)[-1])
        self.mu_head.build(of_heads)
        self.log_var_head.build(of_heads)
        self.decoder.build((None, self.decoder_inputs))
        self.pixel_head.build((None, (self.decoder_inputs, *self.decoder_layers)[-1]))
        if self.learn_decoder_std:
            self.log_std = self.add_weight(
                shape=(),
                initializer=keras.initializers.Constant(math.log(self.decoder_std)),
                constraint=_within_range,
                name="log_std",
            )
        self.built = True

    @property
    def pixel_std(self):
        """The standard deviation of a Gaussian likelihood: given, or as learned so far."""
        return tf.exp(self.log_std) if self.learn_decoder_std else self.decoder_std

    def start_at_frequencies(self, images):
        """Sets the pixels' biases to their log-odds in images [N, D]: training starts from those.

        Source: Burda et al. (2016), their code.
        """
        if not self.built:
            self.build()
        self.check_images(images, "images")
        ink = np.asarray(images).sum(axis=0, dtype=float)
        self.pixel_head.bias.assign(log_odds(ink, len(images)))

    def encode(self, x):
        """Images [B, D] -> mu, log_var [B, Z] of q(z|x); log_var is kept within +-20."""
        self.check_images(x)
        return self._posterior(x)

    def _posterior(self, x):
        """`encode`, of what the encoder itself takes."""
        hidden = self.encoder(x)
        log_var = wide(self.log_var_head(hidden))
        bounded = tf.clip_by_value(log_var, -LARGEST_LOG_VAR, LARGEST_LOG_VAR)
        return wide(self.mu_head(hidden)), bounded

    def reparameterize(self, mu, log_var, epsilon=None):
        """z = mu + exp(log_var / 2) epsilon [B, Z]; epsilon is standard normal unless given."""
        if epsilon is None:
            epsilon = self._epsilon(mu, noise.CALL, 0)
        return mu + tf.exp(log_var / 2) * epsilon

    def decode(self, z):
        """z [B, Z] -> pixel means [B, D] in (0, 1)."""
        codes("z", z, self.z_dim)
        return self._pixel_means(self._pixel_logits(z))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z.

        z is drawn with the model's own fixed noise: the same images give the same result.
        """
        mu, log_var = self._posterior(x)
        z = self.reparameterize(mu, log_var)
        return {"reconstruction": self.decode(z), "mu": mu, "log_var": log_var, "z": z}

    def terms(self, x, y, training, step):
        """loss; recon (nats per pixel); kl (nats per latent)."""
        return self._bound_terms(x, self._posterior(x), training, step)

    def elbo(self, x, seed=0):
        """A lower bound of log p(x), nats [B], from one z per image; its KL term is analytic."""
        seed = seed_number("seed", seed)
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        return self._log_likelihood(x, z) - kl_to_standard_normal(mu, log_var)

    def log_weights(self, x, k, seed=0, proposal="posterior"):
        """log p(x, z) - log r(z) for k draws of z from r, nats [k, B].

        r is q(z|x), or with proposal="prior" p(z). The mean over the draws is the ELBO by Monte
        Carlo (for q); the log of the mean of their exponentials estimates log p(x).
        """
        choice("proposal", proposal, PROPOSALS)
        k, seed = positive_integer("k", k), seed_number("seed", seed)
        mu, log_var = self.encode(x)
        epsilon = self._draws(mu, k, noise.EVALUATION, seed)
        if proposal == "prior":
            return self._log_likelihood(x, epsilon)
        z = self.reparameterize(mu, log_var, epsilon)
        return self._log_weights(self._log_likelihood(x, z), z, log_var, epsilon)

    @functools.cached_property
    def compiled_log_weights(self):
        """`log_weights` as an XLA program: compiled once for each k and shape, of a tensor seed."""
        return tf.function(self.log_weights, jit_compile=True)

    def log_prob_iw(self, x, k, seed=0):
        """The importance-weighted bound of log p(x) with k draws from q(z|x), nats [B].

        log of the mean of the weights; for k = 1 the ELBO by Monte Carlo, for k to infinity exact.
        Source: Burda et al. (2016), equation 8.
        """
        return log_mean_exp(self.log_weights(x, k, seed))

    def log_likelihood(self, x, z, condition=None):
        """log p(x|z), nats: images [B, D], codes [..., B, Z] -> [..., B]."""
        self.check_images(x)
        codes("z", z, self.z_dim)
        return self._log_likelihood(x, z, condition)

    def _log_likelihood(self, x, z, condition=None):
        logits = self._pixel_logits(z, condition)
        if self.likelihood == "bernoulli":
            return bernoulli_log_prob(x, logits)
        return gaussian_log_prob(x, self._pixel_means(logits), self.pixel_std)

    def sample(self, n, seed=0):
        """n images [n, D]: pixel means for z from the prior."""
        return self.decode(self._prior(n, seed))

    def get_config(self):
        return super().get_config() | {
            "encoder_layers": self.encoder_layers,
            "decoder_layers": self.decoder_layers,
            "activation": self.activation,
            "z_dim": self.z_dim,
            "likelihood": self.likelihood,
            "decoder_std": self.decoder_std,
            "reconstruction_weight": self.reconstruction_weight,
            "beta": self.beta,
            "warm_up": self.warm_up,
            "samples": self.samples,
            "input_dim": self.input_dim,
            "seed": self.seed,
            "learn_decoder_std": self.learn_decoder_std,
        }

    def _bound_terms(self, x, posterior, training, step, condition=None):
        """`terms`, where the posterior (mu, log_var) is known."""
        *_, log_likelihood = self._drawn(x, posterior, training, step, condition)
        recon = -tf.reduce_mean(log_likelihood, 0) / self.input_dim
        kl = kl_to_standard_normal(*posterior)
        weight = self.reconstruction_weight
        beta = self._warmed_up(step) if training and self.warm_up else self.beta
        loss = (self.input_dim if weight is None else weight) * recon + beta * kl
        return {"loss": loss, "recon": recon, "kl": kl / self.z_dim}

    def _drawn(self, x, posterior, training, step, condition):
        """The draws of a step: epsilon and z [k, B, Z], log p(x|z) [k, B]."""
        purpose = noise.TRAINING if training else noise.EVALUATION
        epsilon = self._draws(posterior[0], self.samples, purpose, step)
        z = self.reparameterize(*posterior, epsilon)
        return epsilon, z, self._log_likelihood(x, z, condition)

    def _warmed_up(self, step):
        """The weight on KL after so many updates."""
        return self.beta * tf.minimum(tf.cast(step, tf.float32) / self.warm_up, 1.0)

    def _log_weights(self, log_likelihood, z, log_var, epsilon):
        """log p(x, z) - log q(z|x) [k, B] for z = mu + exp(log_var / 2) epsilon [k, B, Z]."""
        log_q = reparameterized_log_prob(epsilon, log_var)
        return log_likelihood + standard_normal_log_prob(z) - log_q

    def _draws(self, like, k, purpose, step):
        shape = tf.concat([[k], tf.shape(like)], 0)
        return noise.normal(shape, self.seed, purpose, step, like.dtype)

    def _epsilon(self, like, purpose, step):
        return noise.normal(tf.shape(like), self.seed, purpose, step, like.dtype)

    def _prior(self, n, seed):
        n, seed = positive_integer("n", n), seed_number("seed", seed)
        return noise.normal((n, self.z_dim), self.seed, noise.SAMPLE, seed)

    def _pixel_means(self, logits):
        return tf.sigmoid(logits)

    def _pixel_logits(self, z, condition=None):
        """Codes [..., B, Z] -> [..., B, D]; the condition [B, C] is the same for all codes."""
        parts = [tf.cast(z, self.compute_dtype)]
        if condition is not None:
            shape = tf.concat([tf.shape(z)[:-1], [condition.shape[-1]]], 0)
            parts.append(tf.broadcast_to(tf.cast(condition, self.compute_dtype), shape))
        inputs = tf.concat(parts, -1)
        logits = self.pixel_head(self.decoder(tf.reshape(inputs, [-1, self.decoder_inputs])))
        return wide(tf.reshape(logits, tf.concat([tf.shape(inputs)[:-1], [self.input_dim]], 0)))


def _within_range(log_std):
    return tf.clip_by_value(log_std, math.log(LEAST_STD), math.log(LARGEST_STD))

"""The variational autoencoder: a Gaussian code, a network that finds it, one that decodes it."""

import keras
import tensorflow as tf

from lab.models import noise
from lab.models.base import TermModel, dense, mlp
from lab.models.checks import positive_integer, positive_integers
from lab.models.densities import (
    bernoulli_log_prob,
    gaussian_log_prob,
    kl_to_standard_normal,
    wide,
)

LIKELIHOODS = ("bernoulli", "gaussian")
LARGEST_LOG_VAR = 20.0


@keras.saving.register_keras_serializable(package="lab")
class PlainVAE(TermModel):
    """q(z|x) = N(mu(x), exp(log_var(x))), p(z) = N(0, I), p(x|z): Bernoulli or Gaussian pixels.

    Loss per image, with R = -log p(x|z) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || p(z))

    With reconstruction_weight=None, which stands for D, and beta = 1 this is the negative ELBO;
    another beta is the beta-VAE.

    Images x [B, D] in [0, 1], latents z [B, Z]. A subclass whose decoder sees more than z passes
    it on as `condition` [B, C] and adds its width to `decoder_inputs`.
    likelihood: "bernoulli" (a density for 0/1 pixels, a score for grey ones), or "gaussian" with
    the standard deviation `decoder_std`; the decoder's mean goes through a sigmoid in both.
    Raises ValueError where an argument makes no sense.
    Source: Kingma, Welling (2014); lecture, "ELBO for the VAE"; Higgins et al. (2017) for beta.
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
        input_dim=784,
        seed=0,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        if likelihood not in LIKELIHOODS:
            raise ValueError(f"likelihood must be one of {LIKELIHOODS}, received {likelihood!r}")
        if decoder_std <= 0:
            raise ValueError(f"decoder_std: expected a positive number, received {decoder_std}")
        self.encoder_layers = positive_integers("encoder_layers", encoder_layers)
        self.decoder_layers = positive_integers("decoder_layers", decoder_layers)
        self.activation = activation
        self.z_dim = positive_integer("z_dim", z_dim)
        self.likelihood = likelihood
        self.decoder_std = decoder_std
        self.reconstruction_weight = reconstruction_weight
        self.beta = beta
        self.input_dim = positive_integer("input_dim", input_dim)

        base, policy = 1_000 * seed, self.dtype_policy
        self.encoder = mlp(encoder_layers, activation, base + 1, "encoder", policy)
        self.mu_head = dense(z_dim, base + 2, None, "mu", policy)
        self.log_var_head = dense(z_dim, base + 3, None, "log_var", policy)
        self.decoder = mlp(decoder_layers, activation, base + 6, "decoder", policy)
        self.pixel_head = dense(input_dim, base + 7, None, "pixel_logits", policy)

    @property
    def decoder_inputs(self):
        return self.z_dim

    def build(self, input_shape=None):
        self.encoder.build((None, self.input_dim))
        self.mu_head.build((None, self.encoder_layers[-1]))
        self.log_var_head.build((None, self.encoder_layers[-1]))
        self.decoder.build((None, self.decoder_inputs))
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

    def decode(self, z):
        """z [B, Z] -> pixel means [B, D] in (0, 1)."""
        return tf.sigmoid(self._pixel_logits(z))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z.

        z is drawn with the model's own fixed noise: the same images give the same result.
        """
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var)
        return {"reconstruction": self.decode(z), "mu": mu, "log_var": log_var, "z": z}

    def terms(self, x, y, training, step):
        """loss; recon (nats per pixel); kl (nats per latent)."""
        return self._bound_terms(x, training, step)

    def elbo(self, x, seed=0):
        """A lower bound of log p(x), nats [B], from one z per image."""
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        return self._log_prob(x, z) - kl_to_standard_normal(mu, log_var)

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
            "input_dim": self.input_dim,
            "seed": self.seed,
        }

    def _bound_terms(self, x, training, step, condition=None):
        purpose = noise.TRAINING if training else noise.EVALUATION
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, purpose, step))
        recon = -self._log_prob(x, z, condition) / self.input_dim
        kl = kl_to_standard_normal(mu, log_var)
        weight = self.reconstruction_weight
        weight = self.input_dim if weight is None else weight
        return {"loss": weight * recon + self.beta * kl, "recon": recon, "kl": kl / self.z_dim}

    def _epsilon(self, like, purpose, step):
        return noise.normal(tf.shape(like), self.seed, purpose, step, like.dtype)

    def _prior(self, n, seed):
        return noise.normal((n, self.z_dim), self.seed, noise.SAMPLE, seed)

    def _pixel_logits(self, z, condition=None):
        inputs = [tf.cast(part, self.compute_dtype) for part in (z, condition) if part is not None]
        return wide(self.pixel_head(self.decoder(tf.concat(inputs, 1))))

    def _log_prob(self, x, z, condition=None):
        """log p(x|z), nats [B]."""
        logits = self._pixel_logits(z, condition)
        if self.likelihood == "bernoulli":
            return bernoulli_log_prob(x, logits)
        return gaussian_log_prob(x, tf.sigmoid(logits), self.decoder_std)


@keras.saving.register_keras_serializable(package="lab")
class WatchedVAE(PlainVAE):
    """A PlainVAE that also shows log_sigma, the log of q(z|x)'s deviations (mean over latents)."""

    term_names = (*PlainVAE.term_names, "log_sigma")

    def terms(self, x, y, training, step):
        """loss, recon and kl as before; log_sigma."""
        log_var = self.encode(x)[1]
        return super().terms(x, y, training, step) | {"log_sigma": tf.reduce_mean(log_var, -1) / 2}

"""The variational autoencoder: Gaussian latents, an encoder network, a decoder network."""

import math

import keras
import numpy as np
import tensorflow as tf

from lab.checks import boolean, choice, count, positive_integer, real_number
from lab.models import checks, noise
from lab.models.base import TermModel
from lab.models.checks import codes, positive_integers, seed_number
from lab.models.dense import dense, mlp
from lab.models.densities import at_least_float32, kl_to_standard_normal, log_odds
from lab.models.inputs import InputError
from lab.models.vae.bounds import Bounds

LIKELIHOODS = ("bernoulli", "gaussian")
LARGEST_LOG_VAR = 20.0
# a learned deviation of the pixels, in units of their range
LEAST_STD, LARGEST_STD = 1e-3, 10.0


@keras.saving.register_keras_serializable(package="lab")
class PlainVAE(Bounds, TermModel):
    """q(z|x) = N(mu(x), exp(log_var(x))), p(z) = N(0, I), p(x|z): Bernoulli or Gaussian pixels.

    Loss per image, with R = -log p(x|z) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || p(z))

    With reconstruction_weight=None, which stands for D, and beta = 1 this is the negative ELBO;
    another beta is the beta-VAE. R is the mean over `samples` values of z. warm_up: over so many
    first updates the weight on KL rises from 0 to beta; evaluation always weighs it with beta.

    Images x [B, D] in [0, 1], latents z [B, Z]. What `Bounds` says of log p(x) is its own, too.
    A subclass may be told the class y of an image: it adds it to what `_into_encoder` and
    `_into_decoder` give, and its width to `encoder_inputs` and `decoder_inputs`.
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
        self.learn_decoder_std = boolean("learn_decoder_std", learn_decoder_std)
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
        """How many numbers the encoder takes for each image."""
        return self.input_dim

    @property
    def decoder_inputs(self):
        """How many numbers the decoder takes for each z."""
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

    def encode(self, x, y=None):
        """Images [B, D] -> mu, log_var [B, Z] of q(z|x) = N(mu, exp(log_var)).

        `encoder` takes `_into_encoder(x, y)` and gives its last hidden layer; both heads, `mu_head`
        and `log_var_head`, are linear in that. log_var is clipped to +-20 (`LARGEST_LOG_VAR`),
        both are float32 at least, whatever precision the layers run in.
        Source: Kingma, Welling (2014), appendix C.2; lab sheet.
        """
        self.check_images(x)
        hidden = self.encoder(self._into_encoder(x, y))
        log_var = at_least_float32(self.log_var_head(hidden))
        bounded = tf.clip_by_value(log_var, -LARGEST_LOG_VAR, LARGEST_LOG_VAR)
        return at_least_float32(self.mu_head(hidden)), bounded

    def reparameterize(self, mu, log_var, epsilon=None):
        """A sample z [..., B, Z] from N(mu, exp(log_var)), differentiable by mu, log_var [B, Z].

        In closed form: z = mu + exp(log_var / 2) epsilon.

        epsilon [..., B, Z] is standard normal; by default it is the model's own fixed noise [B, Z],
        `_epsilon(mu, noise.CALL, 0)`. exp(log_var) is the variance.
        Source: Kingma, Welling (2014), section 2.4.
        """
        if epsilon is None:
            epsilon = self._epsilon(mu, noise.CALL, 0)
        return mu + tf.exp(log_var / 2) * epsilon

    def decode(self, z, y=None):
        """z [B, Z] -> pixel means [B, D] in (0, 1): the sigmoid of the decoder's pixel logits.

        y: classes [B], for a decoder that is told them (the lab sheet's: or probabilities [B, C]).
        """
        codes("z", z, self.z_dim)
        return self._pixel_means(self._pixel_logits(z, y))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z.

        z is sampled with the model's own fixed noise: the same images give the same result.
        """
        return self._reconstructed(x)

    def _reconstructed(self, x, y=None):
        mu, log_var = self.encode(x, y)
        z = self.reparameterize(mu, log_var)
        return {"reconstruction": self.decode(z, y), "mu": mu, "log_var": log_var, "z": z}

    def terms(self, x, y, training, step):
        """A dict of [B]: loss; recon: R, nats per pixel; kl: nats per latent.

            loss = reconstruction_weight R + beta KL(q(z|x) || p(z)),  R = -log p(x|z) / D

        R is the mean over the samples of z; the weights, beta's warm-up with the updates included,
        are `_loss_weights`.
        """
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
        recon = -tf.reduce_mean(self._log_likelihood(x, z), 0) / self.input_dim
        kl = kl_to_standard_normal(mu, log_var)
        weight, beta = self._loss_weights(training, step)
        return {"loss": weight * recon + beta * kl, "recon": recon, "kl": kl / self.z_dim}

    def sample(self, n, seed=0):
        """n images [n, D]: pixel means for z, and the class where there is one, from the prior."""
        z = self._prior(n, seed)
        return self.decode(z, self._prior_classes(n, seed))

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

    def _loss_weights(self, training, step):
        """(weight on R, weight on KL) after `step` updates: numbers, or float32 tensors.

        On R: reconstruction_weight, or D for None. On KL: beta; but in training with a warm_up
        above 0 it rises in a straight line, from 0 at step 0 to beta at step warm_up, where it
        stays. step is an integer tensor, whose value a compiled program does not know.

        In closed form: beta min(step / warm_up, 1).
        Source: Higgins et al. (2017); Bowman et al. (2016), section 3.1.
        """
        weight = self.reconstruction_weight
        beta = self.beta
        if training and self.warm_up:
            beta *= tf.minimum(tf.cast(step, tf.float32) / self.warm_up, 1.0)
        return self.input_dim if weight is None else weight, beta

    def _noise(self, like, training, step):
        """The samples of epsilon of a step: [samples, B, Z]."""
        purpose = noise.TRAINING if training else noise.EVALUATION
        return self._epsilons(like, self.samples, purpose, step)

    def _epsilons(self, like, k, purpose, step):
        shape = tf.concat([[k], tf.shape(like)], 0)
        return noise.normal(shape, self.seed, purpose, step, like.dtype)

    def _epsilon(self, like, purpose, step):
        return noise.normal(tf.shape(like), self.seed, purpose, step, like.dtype)

    def _prior(self, n, seed):
        n, seed = positive_integer("n", n), seed_number("seed", seed)
        return noise.normal((n, self.z_dim), self.seed, noise.SAMPLE, seed)

    def _prior_classes(self, n, seed):
        """The classes of n images from the prior; None where a model has none."""

    def _into_encoder(self, x, y):
        """What the encoder takes: [B, encoder_inputs]."""
        self._refuse_class(y)
        return x

    def _into_decoder(self, z, y):
        """What the decoder takes: codes [..., B, Z] -> [..., B, decoder_inputs]."""
        self._refuse_class(y)
        return tf.cast(z, self.compute_dtype)

    def _refuse_class(self, y):
        if y is not None:
            raise InputError(f"y: {type(self).__name__} is not told the class; leave it out")

    def _pixel_means(self, logits):
        return tf.sigmoid(logits)

    def _pixel_logits(self, z, y=None):
        """Codes [..., B, Z] -> [..., B, D]; the classes are the same for all codes of an image."""
        inputs = self._into_decoder(z, y)
        logits = self.pixel_head(self.decoder(tf.reshape(inputs, [-1, self.decoder_inputs])))
        return at_least_float32(
            tf.reshape(logits, tf.concat([tf.shape(inputs)[:-1], [self.input_dim]], 0))
        )


def _within_range(log_std):
    return tf.clip_by_value(log_std, math.log(LEAST_STD), math.log(LARGEST_STD))

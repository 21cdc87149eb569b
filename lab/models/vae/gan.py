"""The VAE-GAN: a VAE that measures reconstruction error in a discriminator's features."""

import math

import keras
import tensorflow as tf

from lab.checks import choice, positive_integer, real_number
from lab.models import noise
from lab.models.convolutions import Downsampling
from lab.models.dense import dense
from lab.models.densities import at_least_float32, gaussian_log_prob, kl_to_standard_normal
from lab.models.vae.convolutional import STRIDE, ConvVAE

SIMILARITY_LAYERS = ("discriminator_convolution", "discriminator_hidden")
LEAK = 0.2
SMALLEST = 1e-6


@keras.saving.register_keras_serializable(package="lab")
class VAEGAN(ConvVAE):
    """Encoder and decoder of a ConvVAE, and a discriminator Dis(x): is x real?

    With z from q(z|x), z_p from the prior, x~ = Dec(z), x_p = Dec(z_p), and Dis_l what the layer
    `similarity_layer` of the discriminator makes of an image [B, F]; per image, nats:

        L_prior = KL(q(z|x) || p(z))
        L_llike = -log N(Dis_l(x); Dis_l(x~), I)
        L_GAN = log Dis(x) + log(1 - Dis(x_p)) + log(1 - Dis(x~))

    Each update moves three networks, each with an optimizer of its own, by their gradients at the
    weights before it. The encoder minimises beta L_prior + L_llike (the source: beta = 1); the
    discriminator maximises L_GAN; the decoder minimises gamma L_llike and the generator's side of
    L_GAN, here -log Dis(x_p) - log Dis(x~), which does not saturate where Dis is sure.

    The discriminator is a convolution like the encoder's, a dense layer, and a logit. What each of
    its layers makes of an image is divided by its root mean square: otherwise the discriminator's
    scale, which nothing bounds, would be what weighs L_llike against L_prior.

    The other arguments are ConvVAE's. Raises ValueError where an argument is invalid.
    Source: lecture, "VAE-GAN", with its signs mended; Larsen, Sonderby, Larochelle, Winther,
    "Autoencoding beyond pixels using a learned similarity metric" (2016), algorithm 1.
    """

    term_names = ("prior", "llike", "gan", "real_right", "fake_right", "recon")

    def __init__(
        self,
        gamma=0.25,
        discriminator_channels=32,
        discriminator_units=128,
        similarity_layer=SIMILARITY_LAYERS[0],
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.gamma = real_number("gamma", gamma, at_least=0)
        self.discriminator_channels = positive_integer(
            "discriminator_channels", discriminator_channels
        )
        self.discriminator_units = positive_integer("discriminator_units", discriminator_units)
        self.similarity_layer = choice("similarity_layer", similarity_layer, SIMILARITY_LAYERS)
        base, policy = 1_000 * self.seed + 40, self.dtype_policy
        convolution, hidden = SIMILARITY_LAYERS
        self.discriminator = [
            Downsampling(
                self.discriminator_channels, STRIDE, None, base, name=convolution, dtype=policy
            ),
            dense(self.discriminator_units, base + 1, None, hidden, policy),
        ]
        self.realness_head = dense(1, base + 2, None, "realness", policy)

    def build(self, input_shape=None):
        super().build(input_shape)
        convolution, hidden = self.discriminator
        convolution.build((None, *self.image_shape, 1))
        hidden.build((None, math.prod(self.small_shape) * self.discriminator_channels))
        self.realness_head.build((None, self.discriminator_units))

    def compile(self, optimizer="adam", discriminator_optimizer=None, **kwargs):
        """`optimizer` trains the encoder, and one made like it each of the others.

        discriminator_optimizer: another for the discriminator. Builds the model and all three.
        """
        super().compile(optimizer=None, **kwargs)
        if not self.built:
            self.build()
        first = keras.optimizers.get(optimizer)
        last = keras.optimizers.get(discriminator_optimizer) or _made_like(first)
        self.network_optimizers = [self._scaled(o) for o in (first, _made_like(first), last)]
        for each, variables in self.optimizers:
            each.build(variables)

    def _scaled(self, optimizer):
        # as Keras does with the one optimizer of other models
        is_scaled = isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        if self.dtype_policy.name != "mixed_float16" or is_scaled:
            return optimizer
        return keras.optimizers.LossScaleOptimizer(optimizer)

    def get_compile_config(self):
        if not self.compiled:
            return None
        first, _, last = map(keras.optimizers.serialize, self.network_optimizers)
        return {"optimizer": first, "discriminator_optimizer": last}

    def compile_from_config(self, config):
        self.compile(**{name: keras.optimizers.deserialize(of) for name, of in config.items()})

    @property
    def networks(self):
        """The layers of encoder, decoder and discriminator."""
        return (
            [self.convolution, self.encoder, self.mu_head, self.log_var_head],
            [self.decoder, self.pixel_head, self.upsampling],
            [*self.discriminator, self.realness_head],
        )

    @property
    def optimizers(self):
        """(optimizer, variables) of encoder, decoder and discriminator."""
        variables = [[v for layer in layers for v in layer.weights] for layers in self.networks]
        return list(zip(self.network_optimizers, variables, strict=True))

    def discriminate(self, x):
        """Images [B, D] -> Dis_l(x) [B, F], logits of Dis(x) [B].

        A convolution and a dense layer, the layers of `discriminator`, and `realness_head`, which
        gives the logit [B, 1]. The first takes x as pictures, `_as_images(x)`. What each of the two
        gives is flattened to [B, F], goes through a leaky ReLU of slope LEAK below 0, is divided by
        its root mean square over F, the root of the mean square + SMALLEST, and passed on; Dis_l is
        what becomes so of the layer whose `name` is `similarity_layer`. Dis(x) = sigmoid(logit).
        Source: Larsen et al. (2016); the division is the lab's own.
        """
        self.check_images(x)
        seen, hidden = {}, self._as_images(x)
        for layer in self.discriminator:
            outputs = at_least_float32(layer(hidden))
            # what each layer tells the next one is as large for every image
            activations = tf.nn.leaky_relu(
                tf.reshape(outputs, [-1, math.prod(outputs.shape[1:])]), LEAK
            )
            squares = tf.reduce_mean(tf.square(activations), axis=-1, keepdims=True)
            seen[layer.name] = activations * tf.math.rsqrt(squares + SMALLEST)
            hidden = tf.cast(seen[layer.name], self.compute_dtype)
        return seen[self.similarity_layer], at_least_float32(self.realness_head(hidden))[:, 0]

    def terms(self, x, y, training, step):
        """A dict of [B]: the terms that `objectives` weighs, nats per image; what is only shown.

            prior = KL(q(z|x) || N(0, I)),  z a sample from q(z|x)
            llike = -log N(Dis_l(x); Dis_l(Dec(z)), I)
            gan = log Dis(x) + log(1 - Dis(Dec(z_p))) + log(1 - Dis(Dec(z))),  z_p from N(0, I)
            fooled = -log Dis(Dec(z_p)) - log Dis(Dec(z))

        real_right, fake_right: the share of real images, x, and of made ones, Dec(z) and Dec(z_p),
        that the discriminator takes for what they are: for real ones where its logit is above 0;
        recon: cross-entropy of x and Dec(z), nats per pixel. Dec(z) is the sigmoid of
        `_pixel_logits(z)`; Dis_l and the logit of Dis come from `discriminate`. The noise of z and
        z_p is `_epsilons(mu, 2, purpose, step)` [2, B, Z], in this order, with the purpose
        noise.TRAINING or noise.EVALUATION.
        """
        purpose = noise.TRAINING if training else noise.EVALUATION
        mu, log_var = self.encode(x)
        epsilon, from_prior = tf.unstack(self._epsilons(mu, 2, purpose, step))
        z = self.reparameterize(mu, log_var, epsilon)
        pixel_logits = self._pixel_logits(tf.stack([z, from_prior]))
        x = tf.cast(x, pixel_logits.dtype)
        # one pass for all three: [3 B, D]
        images = tf.concat([x, *tf.unstack(tf.sigmoid(pixel_logits))], 0)
        features, logits = self.discriminate(images)
        of_real, of_made, _ = tf.split(features, 3)
        real, made, sampled = tf.split(logits, 3)
        # log Dis = -softplus(-logit), log(1 - Dis) = -softplus(logit)
        softplus = tf.nn.softplus
        recon = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=pixel_logits[0])
        fake_right = tf.cast(made < 0, x.dtype) + tf.cast(sampled < 0, x.dtype)
        return {
            "prior": kl_to_standard_normal(mu, log_var),
            "llike": -gaussian_log_prob(of_real, of_made, 1.0),
            "gan": -softplus(-real) - softplus(sampled) - softplus(made),
            "fooled": softplus(-sampled) + softplus(-made),
            "real_right": tf.cast(real > 0, x.dtype),
            "fake_right": fake_right / 2,
            "recon": tf.reduce_mean(recon, -1),
        }

    def objectives(self, terms):
        """What encoder, decoder and discriminator minimise, in this order, [B] each.

        The encoder lowers prior, with the weight beta, and llike. The decoder lowers llike, with
        the weight gamma, and `fooled`; not gan, whose gradient vanishes where the discriminator is
        sure. The discriminator raises gan.

        In closed form: beta prior + llike,  gamma llike + fooled,  -gan.
        Source: Larsen et al. (2016), algorithm 1; lecture, "VAE-GAN", with its signs mended.
        """
        return [
            self.beta * terms["prior"] + terms["llike"],
            self.gamma * terms["llike"] + terms["fooled"],
            -terms["gan"],
        ]

    def get_config(self):
        return super().get_config() | {
            "gamma": self.gamma,
            "discriminator_channels": self.discriminator_channels,
            "discriminator_units": self.discriminator_units,
            "similarity_layer": self.similarity_layer,
        }


def _made_like(optimizer):
    return type(optimizer).from_config(optimizer.get_config())

"""The lab sheet's variational autoencoder: a classifier's output conditions the decoder."""

import keras
import tensorflow as tf

from lab.checks import real_number
from lab.models import noise
from lab.models.checks import codes, positive_integers, seed_number
from lab.models.dense import dense, mlp
from lab.models.densities import at_least_float32, kl_to_standard_normal, kl_to_uniform
from lab.models.inputs import shape_of
from lab.models.vae.classes import ClassVAE


@keras.saving.register_keras_serializable(package="lab")
class VAE(ClassVAE):
    """q(z|x) = N(mu(x), exp(log_var(x))), q(y|x) = softmax(classifier(x)), p(x|z, y).

    Loss per image, with R = -log p(x|z, y) / D (mean over the D pixels, nats):

        reconstruction_weight R + beta KL(q(z|x) || N(0, I)) + digit_classification_weight CE(y)

    The defaults are the lab sheet's: the sheet's training log is reproduced by
    100 R + 10 (KL / 10 latents) + 10 CE, so per image it trains a beta-VAE with beta = 784 / 100.
    `reconstruction_weight=None` is the ELBO.

    Images x [B, D] in [0, 1], labels y [B] integers, latents z [B, Z]. The decoder may be told
    classes y [B] or their probabilities [B, C]; in training these are the classifier's.
    The other arguments are PlainVAE's. Raises ValueError where an argument is invalid.
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
            num_classes=num_classes,
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

        base, policy = 1_000 * self.seed, self.dtype_policy
        self.classifier = mlp(
            self.digit_classification_layers, activation, base + 4, "classifier", policy
        )
        self.digit_head = dense(self.num_classes, base + 5, None, "digit_logits", policy)

    def build(self, input_shape=None):
        self.classifier.build((None, self.input_dim))
        self.digit_head.build((None, self.digit_classification_layers[-1]))
        super().build(input_shape)

    def classify(self, x):
        """Images [B, D] -> digit logits [B, C], those of q(y|x)."""
        self.check_images(x)
        return at_least_float32(self.digit_head(self.classifier(x)))

    def call(self, x):
        """Images [B, D] -> dict of reconstruction, mu, log_var, z, digit_logits.

        z is sampled with the model's own fixed noise: the same images give the same result.
        """
        digit_logits = self.classify(x)
        outputs = self._reconstructed(x, tf.nn.softmax(digit_logits))
        return outputs | {"digit_logits": digit_logits}

    def terms(self, x, y, training, step):
        """The loss and its terms, a dict of [B]: loss, recon, kl, cls, accuracy.

            loss = reconstruction_weight R + beta KL + digit_classification_weight CE
            R = -log p(x|z, softmax(digit logits)) / D,  KL = KL(q(z|x) || p(z)),  CE = -log q(y|x)

        recon: R, nats per pixel; kl: KL / Z, nats per latent; cls: CE of the labels y [B], nats;
        accuracy: 1 where the likeliest class is the label, else 0.

        `classify` gives the digit logits, `encode(x)` mu and log_var, `reparameterize` z [samples,
        B, Z] with the noise `_noise(mu, training, step)`; R is the mean over the samples. log
        p(x|z, y) is `_log_likelihood(x, z, y)`, the weights on R and KL are the two numbers of
        `_loss_weights(training, step)`; the loss takes KL itself, summed over Z. The decoder takes
        the classifier's probabilities, not the labels, so that R teaches the classifier, too.
        """
        digit_logits = self.classify(x)
        digit_probs = tf.nn.softmax(digit_logits)
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
        recon = -tf.reduce_mean(self._log_likelihood(x, z, digit_probs), 0) / self.input_dim
        kl = kl_to_standard_normal(mu, log_var)
        labels = tf.cast(tf.reshape(y, [-1]), tf.int32)
        cls = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=digit_logits)
        right = tf.argmax(digit_logits, axis=1, output_type=tf.int32) == labels
        weight, beta = self._loss_weights(training, step)
        loss = weight * recon + beta * kl + self.digit_classification_weight * cls
        return {
            "loss": loss,
            "recon": recon,
            "kl": kl / self.z_dim,
            "cls": cls,
            "accuracy": tf.cast(right, loss.dtype),
        }

    def elbo(self, x, y=None, seed=0):
        """A lower bound of log p(x), nats [B], from one z per image and every class y.

            sum over y of q(y|x) log p(x|z, y) - KL(q(z|x) || p(z)) - KL(q(y|x) || uniform)

        The bound includes a penalty for the class: decoding softmax(classify(x)) alone would pass
        on information about x at no cost.
        Given classes y [B], the bound on log p(x|y): log p(x|z, y) - KL(q(z|x) || p(z)).

        `classify` gives the logits of q(y|x), `encode` mu and log_var, `reparameterize` z with the
        noise `_epsilon(mu, noise.EVALUATION, seed)` [B, Z]. log p(x|z, y) of one class for each
        image is `_log_likelihood(x, z, y)` [B], of every class `_log_likelihoods(x, z)` [C, B].
        """
        seed = seed_number("seed", seed)
        mu, log_var = self.encode(x)
        z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
        kl = kl_to_standard_normal(mu, log_var)
        if y is not None:
            return self._log_likelihood(x, z, y) - kl
        digit_logits = self.classify(x)
        by_class = tf.transpose(self._log_likelihoods(x, z))
        expected = tf.reduce_sum(tf.nn.softmax(digit_logits) * by_class, axis=1)
        return expected - kl - kl_to_uniform(digit_logits)

    def get_config(self):
        return super().get_config() | {
            "digit_classification_layers": self.digit_classification_layers,
            "digit_classification_weight": self.digit_classification_weight,
        }

    def _into_encoder(self, x, y):
        # which is not told the class, only the decoder is
        return x

    def _class_probs(self, y, count):
        """Classes [B] as one-hot [B, C]; probabilities of the classes [B, C] as they are."""
        shape = None if y is None else shape_of(y)
        if shape is not None and len(shape) == 2 and shape[1] != 1:
            codes("y", y, self.num_classes)
            return y
        return super()._class_probs(y, count)

"""The importance-weighted autoencoder: a VAE trained on a tighter bound on log p(x)."""

import keras
import tensorflow as tf

from lab.models import noise
from lab.models.densities import kl_to_standard_normal, log_mean_exp
from lab.models.vae.bounds import log_weight
from lab.models.vae.plain import PlainVAE


@keras.saving.register_keras_serializable(package="lab")
class IWAE(PlainVAE):
    """PlainVAE whose loss is the negative of `log_prob_iw` with k = `samples` values of z.

    The other arguments are PlainVAE's, but for reconstruction_weight, beta and warm_up: this bound
    has no terms to weigh. `recon` and `kl` are still shown.

    An update decodes all k samples for their weights, but goes back through one of them: i is
    chosen with its share s_i of the weights, so that on average the decoder's gradient is the sum
    over i of s_i d log w_i. The encoder's comes through z alone, times s_i; the score of q, which
    the plain derivative adds, is replaced by its expectation, and with it goes most of the noise
    that grows with k.
    Raises ValueError where an argument is invalid.
    Source: Burda, Grosse, Salakhutdinov, "Importance Weighted Autoencoders" (2016), section 3, also
    for the one sample; Tucker, Lawson, Gu, Maddison, "Doubly Reparameterized Gradient Estimators
    for Monte Carlo Objectives" (2019), equation 8, for the encoder.
    """

    def __init__(self, samples=5, **kwargs):
        weights = sorted({"reconstruction_weight", "beta", "warm_up"} & set(kwargs))
        if weights:
            raise ValueError(f"{weights[0]}: the bound of an IWAE has no terms to weigh")
        super().__init__(samples=samples, **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["reconstruction_weight"], config["beta"], config["warm_up"]
        return config

    def terms(self, x, y, training, step):
        """A dict of [B]: loss; recon, nats per pixel; kl, nats per latent.

            loss = -log (1/k) sum over the k samples z_i of w_i
            log w_i = log p(x|z_i) + log p(z_i) - log q(z_i|x)

        recon is the mean over the samples of -log p(x|z_i) / D, kl that of q(z|x) from p(z), in
        closed form, divided by Z. The noise of z is `_noise(mu, training, step)` [samples, B, Z].
        In training the gradient is that of `_chosen_log_weight`: on average the loss's own, with
        less noise.
        """
        mu, log_var = self.encode(x)
        epsilon = self._noise(mu, training, step)
        z = self.reparameterize(mu, log_var, epsilon)
        log_likelihood = self._log_likelihood(x, z)
        log_weights = log_weight(log_likelihood, z, log_var, epsilon)
        loss = -log_mean_exp(log_weights)
        if training:
            one = -self._chosen_log_weight(x, mu, log_var, epsilon, log_weights, step)
            loss = one + tf.stop_gradient(loss - one)
        return {
            "loss": loss,
            "recon": -tf.reduce_mean(log_likelihood, 0) / self.input_dim,
            "kl": kl_to_standard_normal(mu, log_var) / self.z_dim,
        }

    def _chosen_log_weight(self, x, mu, log_var, epsilon, log_weights, step):
        """The log weight [B] of one sample per image, with the gradient that stands for all k."""
        shares = tf.nn.softmax(tf.stop_gradient(log_weights), axis=0)
        uniforms = noise.uniform([tf.shape(x)[0], 1], self.seed, noise.CHOICE, step)[:, 0]
        uniforms = tf.cast(uniforms, shares.dtype)
        below = tf.cast(tf.cumsum(shares, axis=0) <= uniforms, tf.int32)
        # rounding can leave the sum of all shares below a uniform
        index = tf.minimum(tf.reduce_sum(below, 0), self.samples - 1)
        chosen = tf.one_hot(index, self.samples, axis=0, dtype=shares.dtype)
        share = tf.reduce_sum(chosen * shares, 0)[:, None]
        z = self.reparameterize(mu, log_var, tf.reduce_sum(chosen[..., None] * epsilon, 0))
        z = share * z + tf.stop_gradient((1 - share) * z)
        mu, log_var = tf.stop_gradient(mu), tf.stop_gradient(log_var)
        epsilon = (z - mu) * tf.exp(-log_var / 2)
        return log_weight(self._log_likelihood(x, z), z, log_var, epsilon)

"""The linear-Gaussian VAE: likelihood and posterior have a closed form."""

import math

import keras
import numpy as np
import tensorflow as tf

from lab.models import inputs
from lab.models.vae.plain import PlainVAE

# of rounding to bytes, in images from 0 to 1
ROUNDING_VARIANCE = (1 / 255) ** 2 / 12


@keras.saving.register_keras_serializable(package="lab")
class LinearVAE(PlainVAE):
    """z ~ N(0, I), x = z W + b + N(0, std^2 I): a VAE whose log p(x) is known.

    Bound, weights, estimates and training are PlainVAE's, the arguments too, but the decoder has
    no hidden layers, no sigmoid, and the likelihood is Gaussian; by default its deviation is
    learned, and the encoder is linear as well. What is known (float64, whatever the layers):

        p(x) = N(b, W^T W + std^2 I)
        p(z|x) = N((x - b) W^T M^-1, std^2 M^-1),  M = W W^T + std^2 I

    The likelihood is greatest where probabilistic PCA says; there a diagonal q can be p(z|x).
    Images x [B, D] of any finite numbers, latents z [B, Z], W [Z, D]. Raises ValueError where an
    argument is invalid.
    Source: M. Tipping, C. Bishop, "Probabilistic Principal Component Analysis" (1999);
    J. Lucas et al., "Don't Blame the ELBO!" (2019) for the VAE.
    """

    pixels = inputs.REAL

    def __init__(
        self,
        encoder_layers=(),
        decoder_layers=(),
        likelihood="gaussian",
        learn_decoder_std=True,
        **kwargs,
    ):
        if decoder_layers or likelihood != "gaussian":
            raise ValueError(
                "LinearVAE: expected no decoder_layers and likelihood 'gaussian', received "
                f"{decoder_layers} and {likelihood!r}"
            )
        super().__init__(
            encoder_layers=encoder_layers,
            decoder_layers=decoder_layers,
            likelihood=likelihood,
            learn_decoder_std=learn_decoder_std,
            **kwargs,
        )

    def log_prob(self, x):
        """log p(x), nats [B], float64. Raises ValueError where an image is not finite."""
        self.check_images(x)
        kernel, bias, variance = self._decoder()
        centred = tf.cast(x, tf.float64) - bias
        root = tf.linalg.cholesky(self._precision())
        # Woodbury: only Z x Z matrices
        explained = tf.linalg.triangular_solve(root, tf.matmul(kernel, centred, transpose_b=True))
        squared = tf.reduce_sum(tf.square(centred), 1) - tf.reduce_sum(tf.square(explained), 0)
        log_det = (self.input_dim - self.z_dim) * tf.math.log(variance) + 2 * tf.reduce_sum(
            tf.math.log(tf.linalg.diag_part(root))
        )
        return -(squared / variance + log_det + self.input_dim * math.log(2 * math.pi)) / 2

    def posterior(self, x):
        """Mean [B, Z] and covariance [Z, Z] of p(z|x), float64."""
        self.check_images(x)
        kernel, bias, variance = self._decoder()
        inverse = tf.linalg.inv(self._precision())
        mean = (tf.cast(x, tf.float64) - bias) @ tf.matmul(kernel, inverse, transpose_a=True)
        return mean, variance * inverse

    def maximise_likelihood(self, images):
        """Sets the decoder to the maximum of the likelihood of images [N, D], q to its posterior.

        W are the first Z eigenvectors of the covariance, each times the root of what its eigenvalue
        exceeds std^2 by; std^2, where it is learned, the mean of the other eigenvalues, but no less
        than rounding to bytes adds: of images in Z dimensions the likelihood has no maximum.
        Raises ValueError where there are hidden layers before q.
        """
        if self.encoder_layers:
            raise ValueError(f"expected a linear encoder, received layers {self.encoder_layers}")
        if not self.built:
            self.build()
        self.check_images(images, "images")
        images = np.asarray(images, np.float64)
        values, vectors = np.linalg.eigh(np.cov(images, rowvar=False, bias=True))
        if self.learn_decoder_std:
            others = max(values[: -self.z_dim].mean(), ROUNDING_VARIANCE)
            self.log_std.assign(np.log(others) / 2)
        variance = float(self.pixel_std) ** 2
        largest = slice(-1, -self.z_dim - 1, -1)
        scale = np.sqrt(np.maximum(values[largest] - variance, 0))
        self.pixel_head.kernel.assign(scale[:, None] * vectors[:, largest].T)
        self.pixel_head.bias.assign(images.mean(axis=0))
        _, covariance = self.posterior(images[:1])
        slope = vectors[:, largest] * scale / (scale**2 + variance)
        self.mu_head.kernel.assign(slope)
        self.mu_head.bias.assign(-images.mean(axis=0) @ slope)
        self.log_var_head.kernel.assign(np.zeros_like(slope))
        self.log_var_head.bias.assign(np.log(np.diag(covariance)))

    def _decoder(self):
        """W [Z, D], b [D] and std^2."""
        kernel, bias = self.pixel_head.kernel, self.pixel_head.bias
        std = tf.cast(self.pixel_std, tf.float64)
        return tf.cast(kernel, tf.float64), tf.cast(bias, tf.float64), tf.square(std)

    def _precision(self):
        """M = W W^T + std^2 I: [Z, Z]."""
        kernel, _, variance = self._decoder()
        return tf.matmul(kernel, kernel, transpose_b=True) + variance * tf.eye(
            self.z_dim, dtype=tf.float64
        )

    def _pixel_means(self, logits):
        return logits

"""The convolutional variational autoencoder."""

import math

import keras
import tensorflow as tf

from lab.checks import positive_integer
from lab.models.checks import positive_integers
from lab.models.convolutions import Downsampling, Upsampling
from lab.models.vae.plain import PlainVAE

STRIDE = 4


@keras.saving.register_keras_serializable(package="lab")
class ConvVAE(PlainVAE):
    """PlainVAE with a convolution before its encoder and a transposed one behind its decoder.

    Kernels are 8 x 8 pixels with stride 4. The encoder's has `channels` outputs. The D numbers of
    the decoder's last dense layer are 16 channels of an image of a quarter of the height and width,
    and become D pixels.

    Images x [B, D] with D = height * width of `image_shape`, multiples of 4. The other arguments
    are PlainVAE's. Raises ValueError where an argument is invalid.
    """

    def __init__(self, channels=32, image_shape=(28, 28), **kwargs):
        self.image_shape = positive_integers("image_shape", image_shape)
        if len(self.image_shape) != 2:
            raise ValueError(f"image_shape: expected (height, width), received {image_shape}")
        if any(side % STRIDE for side in self.image_shape):
            raise ValueError(f"image_shape: expected multiples of {STRIDE}, received {image_shape}")
        super().__init__(input_dim=math.prod(self.image_shape), **kwargs)
        self.channels = positive_integer("channels", channels)
        base, policy = 1_000 * self.seed + 20, self.dtype_policy
        self.convolution = Downsampling(
            self.channels, STRIDE, self.activation, base, name="convolution", dtype=policy
        )
        self.upsampling = Upsampling(1, STRIDE, None, base + 1, name="upsampling", dtype=policy)

    @property
    def encoder_inputs(self):
        """The convolution's outputs, flattened."""
        return self.input_dim // STRIDE**2 * self.channels

    @property
    def small_shape(self):
        """(height, width) of what the convolutions make of images."""
        return tuple(side // STRIDE for side in self.image_shape)

    def build(self, input_shape=None):
        self.convolution.build((None, *self.image_shape, 1))
        self.upsampling.build((None, *self.small_shape, STRIDE**2))
        super().build(input_shape)

    def _into_encoder(self, x, y):
        convolved = self.convolution(self._as_images(super()._into_encoder(x, y)))
        return tf.reshape(convolved, [-1, self.encoder_inputs])

    def get_config(self):
        config = super().get_config() | {
            "channels": self.channels,
            "image_shape": self.image_shape,
        }
        # which follows from the shape
        del config["input_dim"]
        return config

    def _as_images(self, x):
        """[B, D] -> [B, H, W, 1]."""
        return tf.reshape(tf.cast(x, self.compute_dtype), [-1, *self.image_shape, 1])

    def _pixel_logits(self, z, y=None):
        numbers = super()._pixel_logits(z, y)
        small = tf.cast(tf.reshape(numbers, [-1, *self.small_shape, STRIDE**2]), self.compute_dtype)
        logits = self.upsampling(keras.activations.get(self.activation)(small))
        return tf.reshape(tf.cast(logits, numbers.dtype), tf.shape(numbers))

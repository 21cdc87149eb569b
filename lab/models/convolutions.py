"""Convolutions whose kernel is twice as wide as their stride, there and back, as matrix products.

XLA compiles the gradients of TensorFlow's own convolutions for the CPU into plain loops, ten times
slower than these.
"""

import keras
import tensorflow as tf

# a kernel covers 2 x 2 blocks of stride x stride pixels
OFFSETS = ((0, 0), (0, 1), (1, 0), (1, 1))


class _Convolution(keras.layers.Layer):
    """A kernel of 2 stride x 2 stride pixels, Glorot-uniform from `seed`, and a bias [channels]."""

    def __init__(self, channels, stride, activation=None, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.channels = channels
        self.stride = stride
        self.activation = keras.activations.get(activation)
        self.seed = seed

    def _add_weights(self, *kernel_channels):
        self.kernel = self.add_weight(
            shape=(2 * self.stride, 2 * self.stride, *kernel_channels),
            initializer=keras.initializers.GlorotUniform(seed=self.seed),
            name="kernel",
        )
        self.bias = self.add_weight(shape=(self.channels,), initializer="zeros", name="bias")

    def _kernel_by_blocks(self, dtype):
        """The kernel [2S, 2S, I, O] as a matrix [4 S S I, O], block by block, then by pixel."""
        *_, inputs, outputs = self.kernel.shape
        shape = [2, self.stride, 2, self.stride, inputs, outputs]
        pixels = tf.reshape(tf.cast(tf.convert_to_tensor(self.kernel), dtype), shape)
        return tf.reshape(tf.transpose(pixels, [0, 2, 1, 3, 4, 5]), [-1, outputs])

    def _activated(self, sums):
        return self.activation(sums + tf.cast(tf.convert_to_tensor(self.bias), sums.dtype))

    def get_config(self):
        return super().get_config() | {
            "channels": self.channels,
            "stride": self.stride,
            "activation": keras.activations.serialize(self.activation),
            "seed": self.seed,
        }


@keras.saving.register_keras_serializable(package="lab")
class Downsampling(_Convolution):
    """[B, H, W, I] -> [B, H/S, W/S, O]: Keras's Conv2D(O, 2S, S, padding="same").

    Stride S is even and divides H and W.
    """

    def build(self, input_shape):
        self._add_weights(input_shape[-1], self.channels)

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        return (batch, height // self.stride, width // self.stride, self.channels)

    def call(self, x):
        _, height, width, _ = self.compute_output_shape(x.shape)
        edge = [self.stride // 2] * 2
        blocks = tf.nn.space_to_depth(tf.pad(x, [[0, 0], edge, edge, [0, 0]]), self.stride)
        covered = tf.concat([blocks[:, i : i + height, j : j + width] for i, j in OFFSETS], -1)
        sums = tf.reshape(covered, [-1, covered.shape[-1]]) @ self._kernel_by_blocks(x.dtype)
        return self._activated(tf.reshape(sums, [-1, height, width, self.channels]))


@keras.saving.register_keras_serializable(package="lab")
class Upsampling(_Convolution):
    """[B, H, W, I] -> [B, S H, S W, O]: Keras's Conv2DTranspose(O, 2S, S, padding="same").

    Stride S is even.
    """

    def build(self, input_shape):
        self._add_weights(self.channels, input_shape[-1])

    def compute_output_shape(self, input_shape):
        batch, height, width, _ = input_shape
        return (batch, self.stride * height, self.stride * width, self.channels)

    def call(self, x):
        _, height, width, channels = x.shape
        kernel = self._kernel_by_blocks(x.dtype)
        covered = tf.matmul(tf.reshape(x, [-1, channels]), kernel, transpose_b=True)
        covered = tf.reshape(covered, [-1, height, width, 4, kernel.shape[0] // 4])
        blocks = sum(
            tf.pad(covered[..., number, :], [[0, 0], [i, 1 - i], [j, 1 - j], [0, 0]])
            for number, (i, j) in enumerate(OFFSETS)
        )
        edge = self.stride // 2
        return self._activated(tf.nn.depth_to_space(blocks, self.stride)[:, edge:-edge, edge:-edge])

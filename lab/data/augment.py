"""Small random movements of images, for data sets of few images."""

import math

import tensorflow as tf

LARGEST_SHIFT = 1.5
LARGEST_ANGLE = math.radians(8)
LARGEST_SCALING = 0.08


def move_slightly(images, shape, seed):
    """Each image [..., D] (any dtype) shifted, turned and scaled by its own random amounts.

    Shifts up to 1.5 pixels, angles up to 8 degrees, sizes within 8 %, all uniform; a pure function
    of `seed` [2]. Bilinear, black where nothing was.
    """
    flat = tf.reshape(images, [-1, *shape, 1])
    moved = tf.raw_ops.ImageProjectiveTransformV3(
        images=flat,
        transforms=_transforms(tf.shape(flat)[0], shape, seed),
        output_shape=tf.constant(shape),
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )
    return tf.reshape(moved, tf.shape(images))


def _transforms(count, shape, seed):
    """Rows [a0, a1, a2, b0, b1, b2, 0, 0]: output pixel (x, y) reads input (a . xy1, b . xy1)."""
    uniforms = tf.random.stateless_uniform([4, count], seed, -1.0, 1.0, alg="philox")
    angle, factor = uniforms[0] * LARGEST_ANGLE, 1 + uniforms[1] * LARGEST_SCALING
    cos, sin = tf.cos(angle) / factor, tf.sin(angle) / factor
    y0, x0 = (shape[0] - 1) / 2, (shape[1] - 1) / 2
    shift_x, shift_y = uniforms[2] * LARGEST_SHIFT, uniforms[3] * LARGEST_SHIFT
    a2 = x0 - cos * x0 + sin * y0 + shift_x
    b2 = y0 - sin * x0 - cos * y0 + shift_y
    zero = tf.zeros_like(cos)
    return tf.stack([cos, -sin, a2, sin, cos, b2, zero, zero], axis=1)

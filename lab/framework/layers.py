"""The framework's layers: Keras layers that hold the weights and leave the work to `ops`."""

import keras
import numpy as np
import tensorflow as tf

from lab.framework import ops
from lab.framework.blocks import find_blocks, masked_linear_in_blocks
from lab.framework.masks import triangular_mask


@keras.saving.register_keras_serializable(package="lab")
class Linear(keras.layers.Layer):
    """y = x w + b, from x [B, I] to y [B, units]: `ops.linear`.

    `kernel` [I, units] starts as `kernel_initializer` says (Glorot-uniform; for a fixed start,
    `keras.initializers.GlorotUniform(seed)`), `bias` [units] starts at 0.
    Raises ValueError where `units` is no positive integer.
    Source: coursework, section 3.1.
    """

    def __init__(self, units, kernel_initializer="glorot_uniform", **kwargs):
        super().__init__(**kwargs)
        if isinstance(kernel_initializer, (int, np.integer)):
            raise ValueError(
                f"Linear({units!r}, {kernel_initializer!r}): expected Linear(units), the number of "
                "outputs alone; that of inputs follows from what the layer is called with"
            )
        if isinstance(units, bool) or not isinstance(units, (int, np.integer)) or units < 1:
            raise ValueError(f"units: expected a positive integer, received {units!r}")
        self.units = int(units)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.input_spec = keras.layers.InputSpec(ndim=2)

    def build(self, input_shape):
        inputs = input_shape[-1]
        self.kernel = self.add_weight((inputs, self.units), self.initial_kernel, name="kernel")
        self.bias = self.add_weight((self.units,), "zeros", name="bias")
        self.input_spec = keras.layers.InputSpec(ndim=2, axes={-1: inputs})

    def initial_kernel(self, shape, dtype):
        return self.kernel_initializer(shape, dtype)

    def call(self, x):
        return ops.linear(x, _as_tensor(self.kernel, x.dtype), _as_tensor(self.bias, x.dtype))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def get_config(self):
        initializer = keras.initializers.serialize(self.kernel_initializer)
        return super().get_config() | {"units": self.units, "kernel_initializer": initializer}


@keras.saving.register_keras_serializable(package="lab")
class MaskedLinear(Linear):
    """y = x (w * m) + b, from x [B, I] to y [B, units]: `ops.masked_linear`, computed in blocks.

    rectified: y = max(x (w * m) + b, 0), the same as with a `ReLU` after it, and faster.
    The mask m is either a type or an array:
    - `mask_type="A"`: output i sees the inputs j < i; `"B"`: j <= i; as many inputs as units;
    - `mask`: [I, units] of 0 and 1, m[j, i] = 1 where output i sees input j.

    `call(x, allowed)` takes a smaller mask [I, units] for this call, a bool tensor: what it drops
    from m has no part in y. So one kernel serves several masks, of which m is the union.

    A forbidden weight starts at 0 and its gradient is exactly 0, so that it stays 0 under any
    optimizer; a forbidden weight that is not 0 in a file becomes 0 when loaded.
    Raises ValueError for a mask that is none of these or doesn't fit the inputs or the units.
    Source: coursework, sections 1.3 and 3.2 (for the side of the diagonal see `triangular_mask`).
    """

    def __init__(self, units, mask_type=None, mask=None, rectified=False, **kwargs):
        super().__init__(units, **kwargs)
        if (mask_type is None) == (mask is None):
            raise ValueError(
                "MaskedLinear: expected one of mask_type and mask, "
                f"received {'neither' if mask is None else 'both'}"
            )
        self.mask_type = mask_type
        if not isinstance(rectified, bool):
            raise ValueError(f"rectified: expected True or False, received {rectified!r}")
        self.rectified = rectified
        if mask is None:
            self.mask = triangular_mask(self.units, mask_type)
        else:
            self.mask = _checked_mask(mask, self.units)
        self.blocks = find_blocks(self.mask)

    def build(self, input_shape):
        if input_shape[-1] != len(self.mask):
            raise ValueError(
                f"MaskedLinear: expected {len(self.mask)} inputs, for a mask of shape "
                f"{self.mask.shape}, received {input_shape[-1]}"
            )
        super().build(input_shape)

    def initial_kernel(self, shape, dtype):
        return super().initial_kernel(shape, dtype) * tf.cast(self.mask, dtype)

    def call(self, x, allowed=None):
        kernel, bias = _as_tensor(self.kernel, x.dtype), _as_tensor(self.bias, x.dtype)
        if allowed is None:
            # as bytes, which TensorFlow puts into a graph at once; bools it would take one by one
            allowed = tf.cast(self.mask.view(np.uint8), tf.bool)
        return masked_linear_in_blocks(x, kernel, bias, allowed, self.blocks, self.rectified)

    def load_own_variables(self, store):
        super().load_own_variables(store)
        self.kernel.assign(self.kernel * tf.cast(self.mask, self.kernel.dtype))

    def get_config(self):
        mask = None if self.mask_type else self.mask.astype(int).tolist()
        return super().get_config() | {
            "mask_type": self.mask_type,
            "mask": mask,
            "rectified": self.rectified,
        }


@keras.saving.register_keras_serializable(package="lab")
class ReLU(keras.layers.Layer):
    """y = max(x, 0), any shape: `ops.relu`.   Source: coursework, section 3.1."""

    def call(self, x):
        return ops.relu(x)

    def compute_output_shape(self, input_shape):
        return input_shape


@keras.saving.register_keras_serializable(package="lab")
class Sigmoid(keras.layers.Layer):
    """y = 1 / (1 + exp(-x)), any shape: `ops.sigmoid`.   Source: coursework, section 3.1."""

    def call(self, x):
        return ops.sigmoid(x)

    def compute_output_shape(self, input_shape):
        return input_shape


def _as_tensor(variable, dtype):
    # An op takes tensors: for a variable, tf.custom_gradient would ask for its gradient apart.
    return tf.cast(tf.convert_to_tensor(variable), dtype)


def _checked_mask(mask, units):
    mask = np.asarray(mask)
    if mask.ndim != 2 or mask.shape[1] != units:
        raise ValueError(f"mask: expected the shape [inputs, {units}], received {list(mask.shape)}")
    if not np.isin(mask, (0, 1)).all():
        other = mask[~np.isin(mask, (0, 1))][0]
        raise ValueError(f"mask: expected only 0 and 1, received {other}")
    return mask.astype(bool)

"""Arguments checked at the door: one line that says what was expected and received."""

import numpy as np
import tensorflow as tf


def binary_images(name, images, input_dim, unknown=False):
    """The images as a float array [B, D] of 0 and 1; with `unknown`, NaN marks unknown pixels.

    Raises ValueError for another shape or value; it names the first wrong pixel.
    """
    images = np.asarray(images)
    images = images.astype(images.dtype if images.dtype.kind == "f" else np.float32, copy=False)
    if images.ndim != 2 or images.shape[1] != input_dim:
        raise ValueError(f"{name}: expected the shape [B, {input_dim}], received {images.shape}")
    right = (images == 0) | (images == 1)
    if unknown:
        right |= np.isnan(images)
    if not right.all():
        image, pixel = (int(i) for i in np.argwhere(~right)[0])
        raise ValueError(
            f"{name}: expected pixels 0 or 1{', or NaN for unknown' if unknown else ''}, "
            f"received {images[image, pixel]:g} in image {image}, pixel {pixel}"
        )
    return images


def finite(name, values):
    """Raises ValueError where an array or an eager tensor holds NaN or infinity; names the first.

    Of symbolic tensors, of bytes and of what is no array at all, nothing is known or to be feared.
    """
    if isinstance(values, tf.Tensor) and not tf.is_symbolic_tensor(values):
        values = values.numpy()
    if not isinstance(values, np.ndarray) or values.dtype.kind != "f":
        return
    right = np.isfinite(values)
    if not right.all():
        place = tuple(int(i) for i in np.argwhere(~right)[0])
        raise ValueError(f"{name}: expected finite numbers, received {values[place]:g} at {place}")


def positive_integer(name, value):
    """The value as int; ValueError where it is no integer or below 1."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name}: expected a positive integer, received {value!r}")
    return int(value)


def positive_integers(name, values):
    """The values as a tuple of int, at least one of them; ValueError for anything else."""
    if not len(values):
        raise ValueError(f"{name}: expected at least one width, received none")
    return tuple(positive_integer(name, value) for value in values)

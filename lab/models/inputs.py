"""What models take: images, labels and weights, checked before anything is computed from them.

Arrays are checked where they are handed over. The batches of a tf.data pipeline are checked by a
step of the pipeline itself, which runs beside the training, those of generators as they come: no
program of a model has anything to do with it. In programs only shapes are known, and checked.
"""

import contextlib
import functools
import math
import re
import types
from collections.abc import Callable
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf

BINARY, UNIT, REAL = "pixels 0 or 1", "pixels in [0, 1]", "finite pixels"
# elementwise, of arrays and of tensors; false for NaN
_RIGHT_PIXELS = {
    BINARY: lambda x: (x == 0) | (x == 1),
    UNIT: lambda x: (x >= 0) & (x <= 1),
    REAL: lambda x: abs(x) < math.inf,
}


class InputError(ValueError):
    """Names the first wrong image, label or weight."""


class Rule(NamedTuple):
    """What values of one kind must be.

    expected: in words. shape: None stands for any length; where it is [B], [B, 1] will do, too.
    right: which of the values are, elementwise. mend: what to do with more axes than that.
    """

    expected: str
    shape: tuple
    right: Callable
    mend: str = ""

    def check(self, name, values):
        """Raises InputError for a wrong shape or value; of symbolic tensors the shape is known."""
        shape = shape_of(values)
        if shape is not None and not self._fits(shape):
            expected, received = in_words(self.shape), in_words(shape)
            mend = self.mend if len(shape) > len(self.shape) else ""
            raise InputError(f"{name}: expected the shape {expected}, received {received}{mend}")
        values = numbers(name, values)
        if values is None:
            return
        right = self.right(values)
        if not right.all():
            image, *pixel = (int(i) for i in np.argwhere(~right)[0])
            value = float(values[(image, *pixel)])
            place = f"image {image}, pixel {pixel[0]}" if len(self.shape) > 1 else f"image {image}"
            advice = _advice(self.expected, value, values)
            raise InputError(
                f"{name}: expected {self.expected}, received {value:g} in {place}{advice}"
            )

    def holds(self, values):
        """Whether all values of a tensor are right: a bool tensor."""
        # in float64 every label of up to 2^53 is itself
        exact = values if values.dtype.is_floating else tf.cast(values, tf.float64)
        return tf.reduce_all(self.right(exact))

    def _fits(self, shape):
        if len(self.shape) == 1 and len(shape) == 2 and shape[1] == 1:
            shape = shape[:1]
        return len(shape) == len(self.shape) and all(
            None in lengths or lengths[0] == lengths[1]
            for lengths in zip(shape, self.shape, strict=True)
        )


class Inputs(NamedTuple):
    """What a model is trained on: images [B, D] and, where it has classes, labels [B].

    pixels: BINARY, UNIT or REAL. classes: their number, or None where labels are not read.
    """

    input_dim: int
    pixels: str
    classes: int | None = None

    def images(self):
        """The rule for images [B, D]."""
        return Rule(
            self.pixels, (None, self.input_dim), _RIGHT_PIXELS[self.pixels], "; flatten them"
        )

    def labels(self, count=None):
        """The rule for labels [B] of so many images."""
        last = self.classes - 1
        is_class = lambda y: (y >= 0) & (y <= last) & (y % 1 == 0)  # noqa: E731
        return Rule(
            f"classes from 0 to {last}", (count,), is_class, "; of one-hot vectors pass the argmax"
        )

    def batch(self, x, y=None, weights=None, of=""):
        """(name, values, rule) of all that is read of a batch, or of all data.

        of: what the names begin with. Raises InputError where labels are needed and missing.
        """
        if x is None:
            raise InputError(f"{of}x: expected images {in_words((None, self.input_dim))}, got none")
        shape = shape_of(x)
        count = shape[0] if shape else None
        yield f"{of}x", x, self.images()
        if self.classes is not None:
            if y is None:
                expected = self.labels().expected
                raise InputError(f"{of}y: expected {expected}, received none: pass y beside x")
            yield f"{of}y", y, self.labels(count)
        if weights is not None:
            yield f"{of}sample_weight", weights, weights_rule(count)


def weights_rule(count=None):
    """The rule for the weights [B] of so many images, or of classes."""
    return Rule("finite weights of at least 0", (count,), _is_weight)


def known_pixels(input_dim):
    """The rule for images [B, D] of 0 and 1 in which NaN stands for unknown pixels."""
    right = _RIGHT_PIXELS[BINARY]
    return Rule(f"{BINARY}, or NaN for unknown", (None, input_dim), lambda x: right(x) | (x != x))


def check(parts):
    """Raises InputError where one of (name, values, rule) breaks its rule."""
    for name, values, rule in parts:
        rule.check(name, values)


def checked(parts, x, *others):
    """x, whose arrays, and what goes with them, break no rule; or raises InputError.

    A tf.data.Dataset, PyDataset or generator is returned with every batch checked as it comes.
    parts: makes (name, values, rule) of arrays of a batch, or of all data.
    """
    if isinstance(x, tf.data.Dataset):
        # of its own threads: the training does not wait for it
        return x.map(functools.partial(_checked_tensors, parts), num_parallel_calls=2)
    if isinstance(x, keras.utils.PyDataset):
        return _CheckedBatches(x, parts)
    if isinstance(x, types.GeneratorType):
        return (_checked_arrays(parts, batch) for batch in x)
    # what else gives batches is Keras's affair
    if hasattr(x, "__array__") or isinstance(x, (list, tuple)) or not hasattr(x, "__iter__"):
        check(parts(x, *others))
    return x


@contextlib.contextmanager
def named_faults():
    """Raises the InputError that stopped a pipeline, which TensorFlow wraps in pages of its own."""
    try:
        yield
    except tf.errors.OpError as error:
        fault = re.search(r"InputError: (.*)", str(error))
        if fault is None:
            raise
        raise InputError(fault[1]) from None


def shape_of(values):
    """The shape of arrays, tensors and lists; None for an unknown length, or for all of it."""
    shape = values.shape if hasattr(values, "shape") else np.shape(values)
    if isinstance(shape, tf.TensorShape) and shape.rank is None:
        return None
    return tuple(shape)


def in_words(shape):
    """(None, 784) as [B, 784]."""
    return "[" + ", ".join("B" if length is None else str(length) for length in shape) + "]"


@tf.autograph.experimental.do_not_convert
def _checked_tensors(parts, *batch):
    """The tensors of a batch, which arrive only if all their values are right."""
    arrays = batch[:3]
    check(parts(*arrays))

    def check_in_numpy(*flat):
        check(parts(*tf.nest.pack_sequence_as(arrays, flat)))

    def name_the_fault():
        return tf.numpy_function(check_in_numpy, tf.nest.flatten(arrays), [])

    with tf.control_dependencies([tf.cond(_all_hold(parts(*arrays)), tf.no_op, name_the_fault)]):
        return tf.nest.map_structure(tf.identity, batch)


def _all_hold(parts):
    """Whether a batch of tensors breaks no rule: a bool tensor, false where shapes are unknown."""
    parts = list(parts)
    if any(shape_of(values) is None or None in shape_of(values)[1:] for _, values, _ in parts):
        return tf.constant(False)
    counts = tf.stack([tf.shape(values)[0] for _, values, _ in parts])
    return tf.reduce_all(
        [tf.reduce_all(counts == counts[0]), *(rule.holds(values) for _, values, rule in parts)]
    )


def _checked_arrays(parts, batch):
    check(parts(*(batch if isinstance(batch, tuple) else (batch,))[:3]))
    return batch


class _CheckedBatches(keras.utils.PyDataset):
    """Another PyDataset's batches."""

    def __init__(self, batches, parts):
        super().__init__(
            workers=batches.workers,
            use_multiprocessing=batches.use_multiprocessing,
            max_queue_size=batches.max_queue_size,
        )
        self.batches = batches
        self.parts = parts

    @property
    def num_batches(self):
        return self.batches.num_batches

    def __getitem__(self, index):
        return _checked_arrays(self.parts, self.batches[index])

    def on_epoch_begin(self):
        self.batches.on_epoch_begin()

    def on_epoch_end(self):
        self.batches.on_epoch_end()


def _is_weight(weights):
    return (weights >= 0) & (weights < math.inf)


def numbers(name, values):
    """The values as an array of numbers; None of symbolic tensors."""
    if isinstance(values, keras.KerasTensor) or tf.is_symbolic_tensor(values):
        return None
    if isinstance(values, np.ma.MaskedArray):
        raise InputError(f"{name}: expected an array without a mask, received a masked one")
    values = np.asarray(values)
    if values.dtype.name == "bfloat16":
        # to NumPy no kind of number
        values = values.astype(np.float32)
    if values.dtype.kind not in "biuf":
        raise InputError(f"{name}: expected numbers, received {values.dtype}")
    return values


def _advice(expected, value, values):
    if expected in (UNIT, BINARY) and 1 < value <= 255 and values.min() >= 0:
        return "; divide bytes by 255"
    if expected == BINARY and 0 < value < 1:
        return "; binarise grey ones"
    return ""

"""Stacks of batches [K, B, ...] for the compiled training loop, as pure functions of the seed.

A training pipeline has no end: one permutation of the images follows the other, and stack number s
holds the same batches however often, and from wherever, the pipeline was started. Pixels travel as
bytes; `to_images` makes of them what models take. Images on disk are read as their stacks come; in
memory is the permutation, four bytes an image.
"""

import functools

import numpy as np
import tensorflow as tf

from lab.data.augment import move_slightly
from lab.data.dataset import MIDDLE_GREY
from lab.data.on_disk import ImagesOnDisk
from lab.data.random import fold

SHUFFLE, MOVE, DRAW, SHOW = 0, 1, 2, 3
# of images that are moved once and shown several times: so many stacks are moved at a time
MOVED_STACKS = 3


def to_images(batch):
    """The batch with every uint8 array turned into float32 in [0, 1]."""
    return tf.nest.map_structure(
        lambda array: tf.cast(array, tf.float32) / 255.0 if array.dtype == tf.uint8 else array,
        batch,
    )


def training_stacks(
    split,
    *,
    updates,
    batch_size,
    seed,
    start=0,
    augment_shape=None,
    thresholded=False,
    showings=1,
):
    """Endless stacks (pixels uint8 [K, B, D], labels [K, B] or pixels again).

    updates: K, batches in a stack. start: the stack to begin with. augment_shape: (rows, columns)
    of the images if each should be moved slightly, else None. thresholded: whether moved images
    should be black and white. showings: how often a moved image is shown before it is moved anew.
    A dynamic split is binarised for each stack.
    """
    source, batches = _arrays(split), [updates, batch_size]
    moves = augment_shape is not None
    stacks = MOVED_STACKS if moves and showings > 1 else 1

    def gather(number, rows):
        return number, *_gather(source, rows)

    def move(number, pixels, labels):
        pixels = move_slightly(pixels, augment_shape, fold(seed, MOVE, number))
        if thresholded:
            pixels = 255 * tf.cast(pixels >= MIDDLE_GREY, tf.uint8)
        return number, pixels, labels

    def as_stack(number, pixels, labels):
        pixels, labels = _batches(pixels, batches), _batches(labels, batches)
        if split.dynamic:
            pixels = _binarised(pixels, fold(seed, DRAW, number))
        return pixels, _target(pixels, labels)

    first = start // (stacks * showings) if moves else start
    turns = tf.data.Dataset.counter().map(lambda turn: permutation(len(split), seed, turn))
    rows = turns.rebatch(stacks * updates * batch_size).skip(first)
    images = tf.data.Dataset.zip((tf.data.Dataset.counter(first), rows)).map(gather)
    if moves:
        images = images.map(move)
    if stacks > 1:
        shown = functools.partial(_shown_again, stacks=stacks, showings=showings, seed=seed)
        images = images.prefetch(1).flat_map(shown).skip(start - first * stacks * showings)
    return _made_ahead(images.map(as_stack), 2)


def _shown_again(group, pixels, labels, stacks, showings, seed):
    """The images of a group as (number of the stack, its pixels, its labels), `showings` times all
    of them, each time in another order.
    """
    count = tf.shape(pixels)[0]

    def stack(number):
        order = permutation(count, seed, number // stacks, SHOW)
        chosen = tf.reshape(order, [stacks, -1])[number % stacks]
        return number, *_gather((pixels, labels), chosen)

    numbers = stacks * showings
    return tf.data.Dataset.range(group * numbers, (group + 1) * numbers).map(stack)


def permutation(count, seed, turn, purpose=SHUFFLE):
    """The order int32 [count] in which the images come for the turn-th time."""
    return tf.random.experimental.stateless_shuffle(
        tf.range(count), seed=fold(seed, purpose, turn), alg="philox"
    )


def evaluation_stacks(split, *, batch_size, longest=100):
    """All images of the split once, in order: (pixels, labels, weights [K, B]).

    The last batches are filled up with images of weight 0, so that all stacks have one shape.
    """
    count = len(split)
    batches = -(-count // batch_size)
    stacks = -(-batches // longest)
    updates = -(-batches // stacks)
    source = _arrays(split)
    positions = tf.reshape(tf.range(stacks * updates * batch_size), [stacks, updates, batch_size])

    def gather(rows):
        pixels, labels = _gather(source, tf.minimum(rows, count - 1))
        return pixels, _target(pixels, labels), tf.cast(rows < count, tf.float32)

    return _made_ahead(tf.data.Dataset.from_tensor_slices(positions).map(gather), 1)


def _made_ahead(stacks, count):
    """The stacks, `count` of them made while others are used.

    Nothing here is left to tf.data to tune. Its tuner's thread looks up every half second, and
    whoever lets go of an iterator, as `fit` does after every epoch, waits until it does.
    """
    options = tf.data.Options()
    options.autotune.enabled = False
    return stacks.prefetch(count).with_options(options)


def _arrays(split):
    """Pixels and labels as `_gather` takes them: tensors, but for images on disk."""
    on_disk = isinstance(split.pixels, ImagesOnDisk)
    pixels = split.pixels if on_disk else tf.constant(split.pixels)
    return pixels, None if split.labels is None else tf.constant(split.labels)


def _gather(source, rows):
    """Pixels and labels, if there are any, at `rows`."""
    pixels, labels = source
    chosen = _read(pixels, rows) if isinstance(pixels, ImagesOnDisk) else tf.gather(pixels, rows)
    return chosen, None if labels is None else tf.gather(labels, rows)


def _batches(array, shape):
    """[K B, ...] as [K, B, ...]; None stays."""
    return None if array is None else tf.reshape(array, [*shape, *array.shape[1:]])


def _target(pixels, labels):
    """Without labels the pixels, as they are shown, are their own target."""
    return pixels if labels is None else labels


def _binarised(pixels, seed):
    """White with the probability pixels / 255, else black."""
    chances = tf.random.stateless_uniform(tf.shape(pixels), seed, 0, 255, alg="philox")
    return 255 * tf.cast(chances < tf.cast(pixels, tf.float32), tf.uint8)


def _read(pixels, rows):
    images = tf.numpy_function(lambda rows: np.asarray(pixels[rows]), [rows], tf.uint8)
    return tf.ensure_shape(images, [*rows.shape, pixels.shape[-1]])

"""Stacks of batches [K, B, ...] for the compiled training loop, as pure functions of the seed.

A training pipeline has no end: one permutation of the images follows the other, and stack number s
holds the same batches however often, and from wherever, the pipeline was started.
"""

import tensorflow as tf

from lab.data.augment import move_slightly
from lab.data.random import fold

SHUFFLE, MOVE = 0, 1


def training_stacks(split, *, updates, batch_size, seed, start=0, augment_shape=None):
    """Endless stacks (images [K, B, D] float32 in [0, 1], labels [K, B] or images again).

    updates: K, batches in a stack. start: the stack to begin with. augment_shape: (rows, columns)
    of the images if each should be moved slightly, else None.
    """
    count = len(split)
    source = _arrays(split)

    def permutation(turn):
        return tf.random.experimental.stateless_shuffle(
            tf.range(count), seed=fold(seed, SHUFFLE, turn), alg="philox"
        )

    def gather(number, rows):
        images, labels = _gather(source, tf.reshape(rows, [updates, batch_size]))
        if augment_shape is not None:
            images = move_slightly(images, augment_shape, fold(seed, MOVE, number))
        return images, labels

    rows = tf.data.Dataset.counter().map(permutation).rebatch(updates * batch_size)
    stacks = tf.data.Dataset.zip((tf.data.Dataset.counter(start), rows.skip(start)))
    return stacks.map(gather).prefetch(2)


def evaluation_stacks(split, *, batch_size, longest=100):
    """All images of the split once, in order: (images, labels, weights [K, B]).

    The last batches are filled up with images of weight 0, so that all stacks have one shape.
    """
    count = len(split)
    batches = -(-count // batch_size)
    stacks = -(-batches // longest)
    updates = -(-batches // stacks)
    source = _arrays(split)
    positions = tf.reshape(tf.range(stacks * updates * batch_size), [stacks, updates, batch_size])

    def gather(rows):
        images, labels = _gather(source, tf.minimum(rows, count - 1))
        return images, labels, tf.cast(rows < count, tf.float32)

    return tf.data.Dataset.from_tensor_slices(positions).map(gather).prefetch(1)


def _arrays(split):
    pixels = tf.constant(split.pixels)
    return pixels, None if split.labels is None else tf.constant(split.labels)


def _gather(source, rows):
    """Images and labels at `rows`; without labels the images are their own target."""
    pixels, labels = source
    images = tf.cast(tf.gather(pixels, rows), tf.float32) / 255.0
    return images, images if labels is None else tf.gather(labels, rows)

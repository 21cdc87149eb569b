"""Images of so few pixels that the probabilities of all of them can be summed."""

import dataclasses

import keras
import numpy as np

from lab.models import MADE
from lab.parts.made.measures import nll_of_logits, nll_of_mean_logits
from lab.parts.made.unmasked import unmasked_network
from lab.training.schedule import Schedule

SHAPE, HIDDEN_UNITS = (3, 4), (48, 48)
EPOCHS, BATCH_SIZE, LEARNING_RATE = 2, 100, 1e-3
UPDATES, FEWEST_UPDATES = 300, 90


def probability_sums(context):
    """What each way's "probabilities" of all images sum to: 1 if it is a density.

    The ways: averaging a MADE's likelihoods over several orders, averaging its logits, and a
    network without masks. Both networks are trained on the middle of the data set's images.
    """
    small = dataclasses.replace(context, dataset=centre_of(context.dataset))
    pixels, orders = SHAPE[0] * SHAPE[1], context.parameters.ensemble_orders
    made = MADE(pixels, HIDDEN_UNITS, order="random", orders=orders, seed=context.seed)
    made.compile(optimizer=keras.optimizers.Adam(LEARNING_RATE))
    adam = keras.optimizers.Adam(LEARNING_RATE)
    unmasked = unmasked_network([*HIDDEN_UNITS, pixels], adam, context.seed)
    batch_size = min(BATCH_SIZE, len(small.dataset.train))
    schedule = Schedule(EPOCHS, FEWEST_UPDATES if context.smoke else UPDATES, batch_size)
    for name, network in (("small-orders", made), ("small-unmasked", unmasked)):
        small.fit(network, name, schedule)
    images = every_image(pixels)
    nll = {
        "mean_likelihood": -made.log_prob(images).numpy(),
        "mean_logits": nll_of_mean_logits(made, images)[-1],
        "unmasked": nll_of_logits(unmasked(images).numpy(), images),
    }
    return {
        f"probability_sum_{name}": float(np.exp(-nats, dtype=float).sum())
        for name, nats in nll.items()
    }


def every_image(pixels):
    """All black and white images of so many pixels, float32 [2**D, D]."""
    return (np.arange(2**pixels)[:, None] >> np.arange(pixels) & 1).astype(np.float32)


def centre_of(data):
    """The data set with the SHAPE pixels in the middle of its images only."""
    rows, columns = data.shape
    height, width = SHAPE
    top, left = (rows - height) // 2, (columns - width) // 2

    def cut(split):
        block = split.pixels.reshape(-1, rows, columns)[:, top : top + height, left : left + width]
        pixels = np.ascontiguousarray(block.reshape(len(block), -1))
        return dataclasses.replace(split, pixels=pixels, labels=None)

    return dataclasses.replace(
        data,
        train=cut(data.train.spread()),
        test=cut(data.test),
        valid=None,
        shape=SHAPE,
        augment=False,
    )

"""Small MADEs with every choice, their weights random, and all the images they know."""

import itertools
import unittest

import numpy as np

from lab.framework import MaskedLinear
from lab.models import MADE

D = 5
WIDTHS = ((D, D), (D - 1,), (3, 3), (2, 7, D), (11, 11, 11))
PERMUTATION = (3, 0, 4, 1, 2)
ORDERS = (
    {"order": "raster"},
    {"order": "random"},
    {"order": PERMUTATION},
    {"order": "random", "orders": 3},
    {"order": (PERMUTATION, PERMUTATION[::-1])},
)


def all_images(pixels):
    """[2^pixels, pixels]"""
    return np.array(list(itertools.product([0.0, 1.0], repeat=pixels)), np.float32)


def all_choices():
    """Keywords of MADE for every combination of masks, order, depth, width, number of orders."""
    for widths, degrees, order, direct, residual in itertools.product(
        WIDTHS, ("even", "sampled"), ORDERS, (False, True), (False, True)
    ):
        if not residual or (len(set(widths)) == 1 and len(widths) > 1):
            choices = {"hidden_units": widths, "degrees": degrees, "direct": direct}
            yield choices | order | {"residual": residual}


def random_made(pixels=D, weight_seed=0, scale=1.0, **choices):
    """A MADE whose allowed weights and biases are normal."""
    model = MADE(pixels, **choices)
    model.build()
    rng = np.random.default_rng(weight_seed)
    for layer in masked_layers(model):
        layer.kernel.assign(scale * rng.normal(size=layer.kernel.shape) * layer.mask)
        layer.bias.assign(rng.normal(size=layer.bias.shape))
    return model


def masked_layers(model):
    return [layer for layer in model._flatten_layers() if isinstance(layer, MaskedLinear)]


class RefusesInput(unittest.TestCase):
    def assert_error(self, message, function, *args, **kwargs):
        with self.assertRaises(ValueError) as caught:
            function(*args, **kwargs)
        self.assertEqual(str(caught.exception), message)

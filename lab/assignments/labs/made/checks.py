"""What is checked of MADE's functions, in NumPy."""

import itertools

import numpy as np
from scipy.special import expit

from lab.assignments.checks import compared, derivative, refusal, value
from lab.assignments.exercise import Check, Verdict
from lab.languages import say

PIXELS, HIDDEN, IMAGES, ORDERS = 5, 4, 3, 3
SAMPLES = 20


def of_type(mask_type):
    """Arguments for a mask of this type, of a random size."""
    return lambda rng: {"units": rng.integers(4, 9), "mask_type": mask_type}


def triangular_mask(units, mask_type):
    earlier, later = np.arange(int(units))[:, np.newaxis], np.arange(int(units))
    return earlier < later if mask_type == "A" else earlier <= later


TRIANGULAR_MASK = (
    value("type A", 4, of_type("A"), triangular_mask, recipe="call_numpy"),
    value("type B", 4, of_type("B"), triangular_mask, recipe="call_numpy"),
    refusal("type C", 2, of_type("C")),
)


def of_masked(rng):
    return {
        "x": rng.normal(size=(IMAGES, PIXELS)),
        "w": rng.normal(size=(PIXELS, HIDDEN)),
        "b": rng.normal(size=HIDDEN),
        "mask": (np.arange(PIXELS)[:, np.newaxis] <= np.arange(HIDDEN)).astype(float),
        "upstream": rng.normal(size=(IMAGES, HIDDEN)),
    }


def masked_linear(x, w, b, mask):
    return x @ (w * mask) + b


def _judge_nothing(given, received):
    passed = "no dL/dmask" in received
    return Verdict(passed, say("None, as for what is fixed") if passed else say("expected None"))


MASKED_LINEAR = (
    # not "forward": that is given
    value(
        "value", 1, of_masked, lambda upstream, **given: masked_linear(**given), recipe="gradients"
    ),
    derivative("dL/dx", 4, of_masked, masked_linear, by="x"),
    derivative("dL/dw", 5, of_masked, masked_linear, by="w"),
    derivative("dL/db", 2, of_masked, masked_linear, by="b"),
    Check("dL/dm", 2, "gradients", of_masked, _judge_nothing),
)


def of_wide(rng):
    return {"width": rng.integers(12, 20), "input_dim": rng.integers(5, 9)}


def of_narrow(rng):
    width = rng.integers(3, 6)
    # D - 1 is no multiple of the width: something has to be rounded
    return {"width": width, "input_dim": width * rng.integers(2, 4) + 2}


def of_equal(rng):
    size = rng.integers(4, 9)
    return {"width": size, "input_dim": size}


def even_degrees(width, input_dim):
    if width == input_dim:
        return np.arange(input_dim)
    return np.array([-(-k * (input_dim - 1) // width) for k in range(1, int(width) + 1)])


EVEN_DEGREES = (
    value("wider", 3, of_wide, even_degrees, recipe="call_numpy"),
    value("narrower", 3, of_narrow, even_degrees, recipe="call_numpy"),
    value("as wide", 4, of_equal, even_degrees, recipe="call_numpy"),
)


def of_degrees(rng):
    return {
        "positions": rng.permutation(PIXELS),
        "first": np.sort(rng.integers(1, PIXELS, HIDDEN)),
        "second": np.sort(rng.integers(1, PIXELS, HIDDEN + 2)),
    }


def _allowed(lower, upper, *, strictly=False):
    lower = lower[:, np.newaxis]
    return lower < upper if strictly else lower <= upper


def _judge_paths(given, received):
    """Through all layers together an output sees the earlier pixels that some unit passes on."""
    masks = [received[f"value {i}"] for i in range(3)]
    positions, first, second = (given[name] for name in ("positions", "first", "second"))
    layers = (
        _allowed(positions, first, strictly=True),
        _allowed(first, second),
        _allowed(second, positions),
    )
    expected, paths = (_paths(chain) for chain in (layers, masks))
    return compared(expected, paths)


def _paths(masks):
    """Whether there is a way from each pixel to each output."""
    ways = np.eye(len(masks[0]))
    for mask in masks:
        ways = ways @ np.asarray(mask, float)
    return ways > 0


LAYER_MASKS = (
    value(
        "from pixels",
        3,
        of_degrees,
        lambda positions, first, second: _allowed(positions, first, strictly=True),
        recipe="made.layer_masks",
        reply="value 0",
    ),
    value(
        "between",
        3,
        of_degrees,
        lambda positions, first, second: _allowed(first, second),
        recipe="made.layer_masks",
        reply="value 1",
    ),
    value(
        "to pixels",
        3,
        of_degrees,
        lambda positions, first, second: _allowed(second, positions),
        recipe="made.layer_masks",
        reply="value 2",
    ),
    value(
        "direct",
        2,
        of_degrees,
        lambda positions, first, second: _allowed(positions, positions, strictly=True),
        recipe="made.layer_masks",
        reply="value 3",
    ),
    Check(
        "paths",
        1,
        "made.layer_masks",
        of_degrees,
        _judge_paths,
        needs=("from pixels", "between", "to pixels"),
    ),
)


def _binary(rng, images):
    return (rng.uniform(size=(images, PIXELS)) < 0.5).astype(float)


def of_orders(rng):
    """Images and their logits under several orders; those of one order may see what they like."""
    return {
        "x": _binary(rng, IMAGES),
        "logits": 2 * rng.normal(size=(ORDERS, IMAGES, PIXELS)),
    }


def of_one_order(rng):
    return {"x": _binary(rng, IMAGES), "logits": 2 * rng.normal(size=(1, IMAGES, PIXELS))}


def of_sure(rng):
    return {"x": np.array([[1.0, 0.0]]), "logits": np.array([[[-900.0, 900.0]], [[-950.0, 900.0]]])}


def log_prob_of_orders(x, logits):
    of_each = np.sum(x * logits - np.logaddexp(0, logits), axis=-1)
    return np.logaddexp.reduce(of_each, axis=0) - np.log(len(logits))


def of_all_images(rng):
    """Every image of PIXELS pixels, with logits of networks that look back only, in two orders."""
    x = np.array(list(itertools.product((0.0, 1.0), repeat=PIXELS)))
    logits = []
    for order in (np.arange(PIXELS), rng.permutation(PIXELS)):
        positions = np.argsort(order)
        earlier = positions[:, np.newaxis] < positions
        logits.append(x @ (rng.normal(size=(PIXELS, PIXELS)) * earlier) + rng.normal(size=PIXELS))
    return {"x": x, "logits": np.array(logits)}


def _judge_sum(given, received):
    if not (shape := compared(log_prob_of_orders(**given), received["value"], np.inf)).passed:
        return shape
    return compared(1.0, np.asarray(np.exp(received["value"]).sum()))


LOG_PROB = (
    value("one order", 5, of_one_order, log_prob_of_orders, recipe="made.log_prob_of_orders"),
    value("orders", 4, of_orders, log_prob_of_orders, recipe="made.log_prob_of_orders"),
    Check("sum = 1", 3, "made.log_prob_of_orders", of_all_images, _judge_sum),
    value("logits ±900", 2, of_sure, log_prob_of_orders, recipe="made.log_prob_of_orders"),
)


def _network(rng, order):
    """The masked weights of a network with one hidden layer, pixels by their position."""
    positions, degrees = np.arange(PIXELS), np.arange(PIXELS)
    return {
        "order": order,
        "kernel 0": 2
        * rng.normal(size=(PIXELS, PIXELS))
        * _allowed(positions, degrees, strictly=True),
        "kernel 1": 2 * rng.normal(size=(PIXELS, PIXELS)) * _allowed(degrees, positions),
        "bias 0": rng.normal(size=PIXELS),
        "bias 1": rng.normal(size=PIXELS),
        "uniforms": rng.uniform(size=(SAMPLES, PIXELS)),
        "given": np.full((SAMPLES, PIXELS), np.nan),
    }


def of_raster(rng):
    """In a network where earlier pixels make later ones others than those of an empty image."""
    while True:
        arguments = _network(rng, np.arange(PIXELS))
        empty = np.zeros((SAMPLES, PIXELS))
        in_one_pass = arguments["uniforms"] < expit(_logits(empty, **arguments))
        if (naive_sample(**arguments) != in_one_pass).any():
            return arguments


def of_permuted(rng):
    # no permutation that is its own inverse
    return _network(rng, np.roll(np.arange(PIXELS), int(rng.integers(1, PIXELS))))


def of_given(rng):
    """With the first two pixels of the order known, in a network where later ones see them."""
    while True:
        arguments = of_permuted(rng)
        known, later = np.split(arguments["order"], [2])
        free = naive_sample(**arguments)
        arguments["given"][:, known] = (rng.uniform(size=(SAMPLES, 2)) < 0.5).astype(float)
        if (naive_sample(**arguments) != free)[:, later].any():
            return arguments


def _logits(by_position, **layers):
    hidden = np.maximum(by_position @ layers["kernel 0"] + layers["bias 0"], 0)
    return hidden @ layers["kernel 1"] + layers["bias 1"]


def naive_sample(order, uniforms, given, **layers):
    images = np.zeros(uniforms.shape)
    for position, pixel in enumerate(order):
        drawn = uniforms[:, pixel] < expit(_logits(images[:, order], **layers)[:, position])
        images[:, pixel] = np.where(np.isnan(given[:, pixel]), drawn, given[:, pixel])
    return images


NAIVE_SAMPLE = (
    value("raster", 5, of_raster, naive_sample, recipe="made.naive_sample"),
    value("other order", 4, of_permuted, naive_sample, recipe="made.naive_sample"),
    value("given pixels", 3, of_given, naive_sample, recipe="made.naive_sample"),
)


def of_models(rng):
    return {"x": _binary(rng, IMAGES), "log_probs": 3 * rng.normal(size=(4, IMAGES)) - 5}


def of_unlikely(rng):
    return {"x": _binary(rng, IMAGES), "log_probs": rng.normal(size=(4, IMAGES)) - 1000}


def log_prob_of_models(x, log_probs):
    return np.logaddexp.reduce(log_probs, axis=0) - np.log(len(log_probs))


MIXTURE = (
    value("value", 5, of_models, log_prob_of_models, recipe="made.log_prob_of_models"),
    value(
        "at -1000",
        3,
        of_unlikely,
        log_prob_of_models,
        recipe="made.log_prob_of_models",
        tolerance=1e-8,
    ),
)

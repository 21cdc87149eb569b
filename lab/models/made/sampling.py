"""Samples of a MADE, pixel by pixel, and of several MADEs together."""

import numpy as np
from scipy.special import expit

from lab.checks import positive_integer
from lab.models.checks import seed_number
from lab.models.inputs import numbers
from lab.models.made.halves import fast_sample
from lab.models.made.network import MaskedNetwork


def naive_sample(network, uniforms, given=None):
    """Images [n, D] of 0 and 1 from a `MaskedNetwork`, one forward pass for each pixel.

    The pixels are sampled in the network's order. Pixel i becomes 1 where

        uniforms[:, i] < p(x_i = 1 | the pixels before it),  p = sigmoid(its logit).

    `network.logits` takes and gives pixels by their position in the order, the result has them by
    their number. What is not sampled yet has no influence on the logit.

    uniforms [n, D] in [0, 1) by pixel; given [n, D]: 0 or 1 where a pixel is fixed, NaN where it
    is to be sampled. Raises ValueError where the uniforms have another shape.
    Source: coursework, section 4.2; Germain et al., "MADE" (2015).
    """
    uniforms = np.asarray(uniforms)
    network.check_uniforms(uniforms)
    x = np.zeros(uniforms.shape, network.kernels[0].dtype)
    for position, pixel in enumerate(network.order):
        probs = expit(network.logits(x)[:, position])
        x[:, position] = uniforms[:, pixel] < probs
        if given is not None:
            is_free = np.isnan(given[:, pixel])
            x[:, position] = np.where(is_free, x[:, position], given[:, pixel])
    return x[:, np.argsort(network.order)]


def sample_mixture(models, n, seed, given=None):
    """n images [n, D] from equally likely MADEs, each in turn a mixture of its orders.

    A component is sampled for each image by its probability of what is given (Bayes), then the
    image from the component. Arguments and errors as `MADE.sample`.
    """
    n, seed = positive_integer("n", n), seed_number("seed", seed)
    pixels = models[0].input_dim
    components = [(model, which) for model in models for which in range(model.num_orders)]
    log_weights = np.concatenate([np.full(m.num_orders, -np.log(m.num_orders)) for m in models])
    log_weights = log_weights[:, None]
    if given is not None:
        given = numbers("given", given).astype(np.float32)
        if given.shape not in ((pixels,), (n, pixels)):
            raise ValueError(
                f"given: expected the shape [{pixels}] or [{n}, {pixels}], received {given.shape}"
            )
        given = np.atleast_2d(given)
        log_weights = log_weights + np.concatenate([m.component_log_probs(given) for m in models])
        given = np.broadcast_to(given, (n, pixels))
    rng = np.random.default_rng(seed)
    chosen = choose_components(log_weights, rng.random(n))
    uniforms = rng.random((n, pixels), np.float32)
    images = np.empty((n, pixels), np.float32)
    for index in np.unique(chosen):
        model, which = components[index]
        rows = chosen == index if len(components) > 1 else slice(None)
        fixed = None if given is None else given[rows]
        images[rows] = fast_sample(MaskedNetwork.of(model, which), uniforms[rows], fixed)
    return images


def choose_components(log_weights, uniforms):
    """The component of each image: m with probability weights[m, i] / sum over m.

    log_weights [M, n], or [M, 1] if they are the same for all images; uniforms [n] -> int [n].
    """
    weights = np.exp(log_weights - log_weights.max(axis=0))
    cumulative = np.cumsum(weights / weights.sum(axis=0), axis=0)
    return (cumulative[:-1] <= uniforms).sum(axis=0)

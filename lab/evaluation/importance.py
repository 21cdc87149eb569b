"""log p(x) of VAEs by importance sampling, in nats, and the quality of the estimates."""

import dataclasses

import numpy as np
import tensorflow as tf
from scipy.special import logsumexp

from lab.evaluation.averages import mean_and_se

# decodings at a time: they and their gradients bound the memory
AT_ONCE = 10_000
IMAGES_AT_ONCE = 100
# decodings; compiling takes about as long as so many
WORTH_COMPILING = 50_000


def batched_log_weights(model, images, count, proposal="posterior", seed=0):
    """log p(x, z) - log r(z) of `count` samples of z from r for each of images [N, D]: [S, N].

    r is q(z|x) or the prior, as in the model's own `log_weights`, which is asked in batches.
    """
    is_long = len(images) * count >= WORTH_COMPILING
    weigh = model.compiled_log_weights if is_long else model.log_weights
    # batches of one size: a model compiles for each
    size = min(IMAGES_AT_ONCE, len(images))
    padded = np.pad(images, [(0, -len(images) % size), (0, 0)])
    at_once = AT_ONCE // size
    columns = []
    for first in range(0, len(padded), size):
        x = tf.constant(padded[first : first + size], tf.float32)
        rows = []
        for start in range(0, count, at_once):
            # every batch and every image has noise of its own
            number = tf.constant(seed + first * count + start, tf.int64)
            k = min(at_once, count - start)
            rows.append(weigh(x, k, seed=number, proposal=proposal).numpy())
        columns.append(np.concatenate(rows))
    return np.concatenate(columns, axis=1)[:, : len(images)]


def estimates(log_weights, count):
    """Estimates of log p(x) from `count` samples each: log weights [S, N] -> [S // count, N].

        log (1/count) sum over count weights in a row of exp(log weight)

    What is left over of the S is not used. Each is expected to lie below log p(x), the less so the
    larger the count.
    Source: Burda et al. (2016), equation 8 and theorem 1.
    """
    groups = len(log_weights) // count
    grouped = log_weights[: groups * count].reshape(groups, count, -1)
    return logsumexp(grouped, axis=1) - np.log(count)


def effective_sample_size(log_weights):
    """Effective sample size of importance weights: (sum of w)^2 / sum of w^2, from 1 to S.

    log_weights [S, N] of S samples for each of N images, of any size -> [N].
    Source: A. Kong, "A Note on Importance Sampling Using Standardized Weights" (1992).
    """
    return np.exp(2 * logsumexp(log_weights, axis=0) - logsumexp(2 * log_weights, axis=0))


@dataclasses.dataclass(frozen=True)
class MeanNll:
    """An estimate of the mean of -log p(x) over images, in nats, and what it is worth.

    of_images: that of each image [N]. se: standard error of what was not computed, see
    `estimated_mean_nll`. images_se: standard error of the mean as that of a sample of all images
    there could be. effective_samples: median effective sample size of the largest number of
    samples. rise: what the second half of these samples adds to log p(x), on average; the estimate
    would rise further with more.
    """

    nll: float
    of_images: np.ndarray
    se: float
    images_se: float
    effective_samples: float
    rise: float


def estimated_mean_nll(model, images, few, many, chosen):
    """The MeanNll of images [N, D].

    All images are estimated from `few` samples of q(z|x), those at the indices `chosen` also from
    `many`; what the additional samples gain on them, on average, is taken off the mean of all. With
    all images chosen, it is their mean by `many` samples, without an error.
    """
    weights = batched_log_weights(model, images[chosen], many)
    by_many = estimates(weights, many)[0]
    if len(chosen) == len(images):
        values, error = by_many, 0.0
    else:
        by_few = estimates(batched_log_weights(model, images, few), few)[0]
        gain = by_many - by_few[chosen]
        values, error = by_few + gain.mean(), mean_and_se(gain)[1]
    return MeanNll(
        nll=-float(values.mean()),
        of_images=-values,
        se=float(error),
        images_se=float(mean_and_se(values)[1]),
        effective_samples=float(np.median(effective_sample_size(weights))),
        rise=float(by_many.mean() - estimates(weights, many // 2).mean()),
    )

"""Encoding and decoding in batches."""

import numpy as np

BATCH = 1000


def mean_codes(model, images):
    """Codes [N, Z] of images [N, D]; for a model that gives a distribution, its means."""
    return in_batches(lambda batch: _mean(model.encode(batch)), images)


def posteriors(model, images):
    """mu and log_var [N, Z] of a VAE's q(z|x) for images [N, D]."""
    both = in_batches(lambda batch: np.concatenate(model.encode(batch), axis=1), images)
    return np.split(both, 2, axis=1)


def posterior_samples(model, images, rng):
    """mu, log_var and a sample z of q(z|x) for each of images [N, D]: [N, Z] each."""
    mu, log_var = posteriors(model, images)
    return mu, log_var, sampled_from(mu, log_var, rng)


def sampled_from(mu, log_var, rng):
    """One sample z [N, Z] from each q(z|x) = N(mu, exp(log_var))."""
    return mu + np.exp(log_var / 2) * rng.standard_normal(mu.shape)


def decoded(model, codes):
    """Images [N, D] decoded from codes [N, Z], clipped to [0, 1]."""
    return in_batches(lambda batch: np.clip(model.decode(batch), 0, 1), codes)


def _mean(code):
    return code[0] if isinstance(code, tuple) else code


def in_batches(function, inputs):
    """function([B, ...]) over all inputs [N, ...], float32, batch by batch, concatenated."""
    inputs = np.asarray(inputs, np.float32)
    starts = range(0, len(inputs), BATCH)
    return np.concatenate([np.asarray(function(inputs[i : i + BATCH])) for i in starts])

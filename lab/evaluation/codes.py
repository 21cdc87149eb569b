"""Images to codes and back, in batches."""

import numpy as np

BATCH = 1000


def mean_codes(model, images):
    """Codes [N, Z] of images [N, D]; where the model gives a distribution, its means."""
    return in_batches(lambda batch: _mean(model.encode(batch)), images)


def posteriors(model, images):
    """mu and log_var [N, Z] of the q(z|x) that a VAE gives images [N, D]."""
    both = in_batches(lambda batch: np.concatenate(model.encode(batch), axis=1), images)
    return np.split(both, 2, axis=1)


def posterior_draws(model, images, rng):
    """mu, log_var and a draw z of q(z|x) for each of images [N, D]: [N, Z] each."""
    mu, log_var = posteriors(model, images)
    return mu, log_var, drawn_from(mu, log_var, rng)


def drawn_from(mu, log_var, rng):
    """A draw z from each q(z|x), of the means mu and the variances exp(log_var): [N, Z]."""
    return mu + np.exp(log_var / 2) * rng.standard_normal(mu.shape)


def decoded(model, codes):
    """Images [N, D] in [0, 1] of codes [N, Z]; a decoder that leaves this range is cut off."""
    return in_batches(lambda batch: np.clip(model.decode(batch), 0, 1), codes)


def _mean(code):
    return code[0] if isinstance(code, tuple) else code


def in_batches(function, inputs):
    """What a function of [B, ...] gives for all inputs [N, ...], float32, asked for in batches."""
    inputs = np.asarray(inputs, np.float32)
    starts = range(0, len(inputs), BATCH)
    return np.concatenate([np.asarray(function(inputs[i : i + BATCH])) for i in starts])

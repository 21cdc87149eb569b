"""Lab 6: VAEs of given weights, with a linear decoder or with one that is told the class."""

import numpy as np
import tensorflow as tf

from lab.assignments.recipes import class_labels, entry, named, plain
from lab.assignments.recipes.weights import LINEAR, assigned, conditional, derivatives
from lab.models import CVAE, IWAE
from lab.models.inputs import REAL
from lab.models.vae.linear import LinearVAE


def measured(function, x, std=0.5, y=None, **given):
    """What the function returns for a VAE and images x.

    given: the weights of its layers, such as "mu_head kernel"; what is none is handed on.
    """
    weights, options = _sorted(given)
    if y is None:
        model = _linear(LinearVAE, weights, std)
    else:
        options["y"] = class_labels(y)
        model = conditional(CVAE, weights)
    return named(function(model, tf.constant(x, tf.float32), **options))


def moments(function, output, x, copies=1, **given):
    """Mean and variance, for each image, of one output of `measured`: over so many copies of the
    image, or where there is but one, over the output's first axis.
    """
    samples = measured(function, _repeated(x, copies), **given)[str(output)]
    return _moments(samples, len(x), copies)


def two_seeds(function, seed, other, **given):
    """The same for one seed, "first" and "again", and for another, "other"."""
    seeds = {"first": seed, "again": seed, "other": other}
    found = {name: measured(function, seed=number, **given) for name, number in seeds.items()}
    return {name: next(iter(of_seed.values())) for name, of_seed in found.items()}


def iwae_terms(function, x, std, samples, training, step, epsilon=None, **weights):
    """The terms of an IWAE with a linear decoder. epsilon: the noise, where known."""
    model = _iwae(weights, std, samples, epsilon)
    return named(function(model, tf.constant(x, tf.float32), None, bool(training), int(step)))


def iwae_moments(function, x, copies, **given):
    """Mean and variance of its loss for so many copies of each image."""
    samples = iwae_terms(function, _repeated(x, copies), **given)["value loss"]
    return _moments(samples, len(x), copies)


def iwae_gradients(function, x, std, samples, training, step, copies=1, epsilon=None, **weights):
    """The derivatives of its mean loss by each of the weights."""
    model = _iwae(weights, std, samples, epsilon)
    images = tf.constant(_repeated(x, copies), tf.float32)

    def loss():
        terms = function(model, images, None, bool(training), int(step))
        return tf.reduce_mean(entry(terms, "loss"))

    return derivatives(model, weights, loss)


class _LinearIWAE(IWAE):
    pixels = REAL

    def _pixel_means(self, logits):
        return logits


class _IWAEOfKnownNoise(_LinearIWAE):
    """All samples count in its gradient, each with its share: none is chosen by chance."""

    def _noise(self, like, training, step):
        return tf.constant(self.known_noise, tf.float32)

    def _chosen_log_weight(self, x, mu, log_var, epsilon, log_weights, step):
        return tf.reduce_logsumexp(log_weights, axis=0)


def _iwae(weights, std, samples, epsilon):
    # of what is drawn anew
    tf.random.set_seed(0)
    kind = _LinearIWAE if epsilon is None else _IWAEOfKnownNoise
    model = _linear(kind, weights, std, samples=int(samples))
    model.known_noise = epsilon
    return model


def _linear(kind, weights, std, **options):
    latents, pixels = weights["pixel_head kernel"].shape
    options |= {"likelihood": "gaussian", "learn_decoder_std": False, "decoder_std": float(std)}
    return assigned(kind(**LINEAR, z_dim=latents, input_dim=pixels, **options), weights)


def _sorted(given):
    weights = {name: array for name, array in given.items() if " " in name}
    return weights, {name: plain(given[name]) for name in given.keys() - weights.keys()}


def _repeated(x, copies):
    return np.tile(x, (int(copies), 1))


def _moments(samples, images, copies):
    if copies > 1 and samples.shape == (copies * images,):
        samples = samples.reshape(copies, images)
    if samples.ndim != 2 or samples.shape[1] != images:
        raise ValueError(f"returned the shape {samples.shape} for {images} images")
    samples = samples.astype(float)
    return {"mean": samples.mean(axis=0), "variance": samples.var(axis=0)}

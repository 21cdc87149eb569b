"""Lab 7: weights of a loss, and conditional VAEs of given weights."""

import numpy as np
import tensorflow as tf

from lab.assignments.recipes import class_labels, entry, named
from lab.assignments.recipes.weights import LINEAR, conditional, derivatives
from lab.models import CVAE, PlainVAE


def loss_weights(function, training, steps, compiled, weight, input_dim, **options):
    """The weights on R and on KL after each of these numbers of steps, times a loss in float32.

    weight: reconstruction_weight, NaN for None.
    """
    given = None if np.isnan(weight) else float(weight)
    options = {name: array.item() for name, array in options.items()}
    model = PlainVAE(**LINEAR, **options, reconstruction_weight=given, input_dim=int(input_dim))
    training = bool(training)

    def weights(step):
        found = function(model, training, step)
        kinds = {one.dtype.name for one in found if tf.is_tensor(one)} - {"float32"}
        if kinds:
            raise TypeError(f"expected numbers or float32, received {kinds.pop()}")
        of_recon, of_kl = found
        return of_recon * tf.ones([]), of_kl * tf.ones([])

    asked = tf.function(weights, autograph=False) if compiled else weights
    found = np.array([asked(tf.constant(step)) for step in steps])
    return {"weight": found[:, 0], "beta": found[:, 1]}


def cvae_terms(function, x, y, **given):
    """The terms of a CVAE with linear networks, whose loss has known weights."""
    return named(_terms(function, *_weighted(given), x, y))


def cvae_moments(function, x, y, copies, **given):
    """Mean and variance of its recon for so many copies of each image."""
    copied = np.tile(x, (int(copies), 1)), np.tile(y, int(copies))
    recon = entry(_terms(function, *_weighted(given), *copied), "recon")
    samples = np.asarray(recon, float).reshape(int(copies), len(x))
    return {"mean": samples.mean(axis=0), "variance": samples.var(axis=0)}


def cvae_gradients(function, x, y, **given):
    """The derivatives of its mean loss by each of the weights."""
    model, options = _weighted(given)
    names = [name for name in given if " " in name]
    return derivatives(
        model,
        names,
        lambda: tf.reduce_mean(entry(_terms(function, model, options, x, y), "loss")),
    )


def transfer(function, x, y, **weights):
    """The images of a CVAE with linear networks in every class."""
    model = conditional(CVAE, weights)
    return named(function(model, tf.constant(x, tf.float32), class_labels(y)))


class _Weighted(CVAE):
    """A CVAE of which the weights of the loss are known at the step that is asked for."""

    def _loss_weights(self, training, step):
        return self.known


def _weighted(given):
    """The model, and training and step."""
    options = {name: given[name].item() for name in ("beta", "warm_up", "samples")}
    weight = given["reconstruction_weight"].item()
    weights = {name: array for name, array in given.items() if " " in name}
    model = conditional(_Weighted, weights, reconstruction_weight=weight, **options)
    model.known = weight, given["beta_now"].item()
    return model, (bool(given["training"]), int(given["step"]))


def _terms(function, model, options, x, y):
    return function(model, tf.constant(x, tf.float32), class_labels(y), *options)

"""Lab 4: noise that is drawn twice, and autoencoders of which all else is known."""

import contextlib
from types import SimpleNamespace
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from lab.assignments.recipes import entry, gradients, named, plain
from lab.models import noise


def corrupted(function, images, kind, strength, seed, purpose, step):
    """Noisy images."""
    tf.random.set_seed(0)
    np.random.seed(0)
    numbers = map(plain, (kind, strength, seed, purpose, step))
    return named(function(tf.constant(images), *numbers))


def corrupted_again(function, images, kind, strength, seed, purpose, step):
    """Noisy images; again; and of another step, another purpose, another seed."""
    tf.random.set_seed(0)
    np.random.seed(0)
    kind, strength, seed, purpose, step = map(plain, (kind, strength, seed, purpose, step))
    others = [(seed, purpose, step + 1), (seed, purpose + 1, step), (seed + 1, purpose, step)]
    return named(
        [
            function(tf.constant(images), kind, strength, *numbers)
            for numbers in [(seed, purpose, step), (seed, purpose, step), *others]
        ]
    )


def bernoullis(function, p, q):
    """The divergence of a number p from each of q."""
    return named(function(plain(p), tf.constant(q)))


def bernoullis_gradients(function, upstream, p, q):
    """The derivatives by q."""
    return gradients(lambda q: function(plain(p), q), upstream, q=q)


def denoising_terms(
    function, x, training, step, seed, strength, factor, offset, other_offset, kernel, bias
):
    """The terms of a linear autoencoder; at this step the noise is known, else it is another."""
    purpose = noise.TRAINING if training else noise.EVALUATION
    right = ("masking", *map(plain, (strength, seed)), purpose, plain(step))

    def noisy(images, *at):
        return images * factor + (offset if at == right else other_offset)

    model = _Linear(kernel, bias, strength=plain(strength), seed=plain(seed), corruption="masking")
    with _given(function, corrupted=noisy), mock.patch.object(noise, "corrupted", noisy):
        return named(function(model, tf.constant(x), None, bool(training), plain(step)))


def sparse_terms(function, upstream, x, code, rho, beta, kernel, bias):
    """The terms for images of these codes, and the derivatives of sum(upstream * loss) by them."""
    code = tf.constant(code)
    model = _Linear(kernel, bias, code=code, rho=plain(rho), beta=plain(beta))
    with _given(function, kl_between_bernoullis=_kl_between_bernoullis), tf.GradientTape() as tape:
        tape.watch(code)
        found = function(model, tf.constant(x), None, True, 0)
    loss = tf.convert_to_tensor(entry(found, "loss"))
    reply = named(found)
    slope = tape.gradient(loss, code, upstream) if loss.shape == upstream.shape else None
    return reply | ({} if slope is None else {"dL/dcode": slope.numpy()})


def squared_norm(function, upstream, code, kernel, x, bias):
    """The penalty of codes, and its derivatives by them and by the kernel."""

    def penalty(code, kernel):
        encoder = SimpleNamespace(kernel=kernel, bias=tf.constant(bias))
        return function(SimpleNamespace(encoder=encoder, code_dim=code.shape[1]), code)

    return gradients(penalty, upstream, code=code, kernel=kernel)


class _Linear:
    """An autoencoder whose decoder is linear, and its encoder too where the codes are not known."""

    def __init__(self, kernel, bias, code=None, **settings):
        self._kernel, self._bias, self._code = kernel, bias, code
        self.__dict__.update(settings)

    def __call__(self, x):
        return self.decode(self.encode(x))

    def encode(self, x):
        return x if self._code is None else self._code

    def decode(self, code):
        return code @ self._kernel + self._bias

    def sparsity(self, rho_hat):
        return _kl_between_bernoullis(self.rho, rho_hat)


@contextlib.contextmanager
def _given(function, **known):
    """The function, with these of its neighbours in the student's file that it may call, and with
    `squared_error`: a mistake in those is told elsewhere.
    """
    known["squared_error"] = lambda x, y: keras.losses.mean_squared_error(x, y)
    with mock.patch.dict(function.__globals__, known):
        yield


def _kl_between_bernoullis(p, q):
    pairs = tf.stack([q, 1 - q], -1)
    both = keras.losses.kl_divergence(tf.constant([p, 1 - p], pairs.dtype) + 0 * pairs, pairs)
    return tf.reduce_sum(both, -1)

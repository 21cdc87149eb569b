"""Typical wrong answers of lab 4: FUNCTION__MISTAKE, as a student's file would have them."""

import math

import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.autoencoders.plain import squared_error
from lab.models.densities import at_least_float32
from lab.models.noise import normal, uniform


def _difference(x, reconstruction):
    return tf.cast(x, reconstruction.dtype) - reconstruction


def squared_error__summed(x, reconstruction):
    return tf.reduce_sum(_difference(x, reconstruction) ** 2, -1)


def squared_error__not_squared(x, reconstruction):
    return tf.reduce_mean(_difference(x, reconstruction), -1)


def squared_error__summed_first(x, reconstruction):
    return tf.reduce_sum(_difference(x, reconstruction), -1) ** 2 / x.shape[-1]


def squared_error__absolute(x, reconstruction):
    return tf.reduce_mean(tf.abs(_difference(x, reconstruction)), -1)


def squared_error__root(x, reconstruction):
    return tf.sqrt(tf.reduce_mean(_difference(x, reconstruction) ** 2, -1))


def squared_error__half(x, reconstruction):
    return tf.reduce_mean(_difference(x, reconstruction) ** 2, -1) / 2


def squared_error__over_batch(x, reconstruction):
    return tf.reduce_mean(_difference(x, reconstruction) ** 2)


def squared_error__not_cast(x, reconstruction):
    return tf.reduce_mean((x - reconstruction) ** 2, -1)


def _corrupted(
    images,
    kind,
    strength,
    seed,
    purpose,
    step,
    *,
    added=None,
    cut=lambda noisy: tf.clip_by_value(noisy, 0, 1),
    shape=None,
    masked=lambda images, u, s: tf.where(u < s, 0 * images, images),
    peppered=lambda images, u, s: tf.where(u < s / 2, 1, tf.where(u < s, 0 * images, images)),
):
    """Noise that is right but for one thing."""
    if shape is None:
        shape = images.shape
    if kind == "gaussian":
        drawn = normal(shape, seed, purpose, step, images.dtype)
        return cut(images + (strength * drawn if added is None else added(drawn)))
    u = tf.broadcast_to(uniform(shape, seed, purpose, step), images.shape)
    return (masked if kind == "masking" else peppered)(images, u, strength)


def corrupted__variance(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        added=lambda drawn: math.sqrt(strength) * drawn,
    )


def corrupted__multiplied(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        added=lambda drawn: images * strength * drawn,
    )


def corrupted__not_normal(images, kind, strength, seed, purpose, step):
    def added(drawn):
        drawn = uniform(images.shape, seed, purpose, step)
        # of the same deviation
        return tf.cast(math.sqrt(12) * strength * (drawn - 0.5), images.dtype)

    return _corrupted(images, kind, strength, seed, purpose, step, added=added)


def corrupted__one_sided(images, kind, strength, seed, purpose, step):
    return _corrupted(
        images, kind, strength, seed, purpose, step, added=lambda n: strength * abs(n)
    )


def corrupted__not_cut(images, kind, strength, seed, purpose, step):
    return _corrupted(images, kind, strength, seed, purpose, step, cut=lambda noisy: noisy)


def corrupted__rescaled(images, kind, strength, seed, purpose, step):
    def cut(noisy):
        lowest, highest = tf.reduce_min(noisy), tf.reduce_max(noisy)
        return (noisy - lowest) / (highest - lowest)

    return _corrupted(images, kind, strength, seed, purpose, step, cut=cut)


def corrupted__same_for_all(images, kind, strength, seed, purpose, step):
    return _corrupted(images, kind, strength, seed, purpose, step, shape=[1, images.shape[1]])


def corrupted__whole_images(images, kind, strength, seed, purpose, step):
    return _corrupted(images, kind, strength, seed, purpose, step, shape=[images.shape[0], 1])


def corrupted__kept_share(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        masked=lambda images, u, s: tf.where(u < s, images, 0 * images),
    )


def corrupted__dropout(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        masked=lambda images, u, s: tf.where(u < s, 0 * images, images / (1 - s)),
    )


def corrupted__masked_white(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        masked=lambda images, u, s: tf.where(u < s, 1, images),
    )


def corrupted__strength_each(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        peppered=lambda images, u, s: tf.where(u < s, 1, tf.where(u > 1 - s, 0 * images, images)),
    )


def corrupted__salt_alone(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        peppered=lambda images, u, s: tf.where(u < s, 1, images),
    )


def corrupted__drawn_anew(images, kind, strength, seed, purpose, step):
    return _corrupted(
        *(images, kind, strength, seed, purpose, step),
        added=lambda drawn: strength * tf.random.normal(images.shape, dtype=images.dtype),
    )


def corrupted__step_ignored(images, kind, strength, seed, purpose, step):
    return _corrupted(images, kind, strength, seed, purpose, 0)


def _noisy(self, x, training, step):
    purpose = noise.TRAINING if training else noise.EVALUATION
    return noise.corrupted(x, self.corruption, self.strength, self.seed, purpose, step)


def denoising_terms__noisy_target(self, x, y, training, step):
    noisy = _noisy(self, x, training, step)
    return {"loss": squared_error(noisy, self(noisy))}


def denoising_terms__no_noise(self, x, y, training, step):
    return {"loss": squared_error(x, self(x))}


def denoising_terms__noise_of_result(self, x, y, training, step):
    return {"loss": squared_error(x, _noisy(self, self(x), training, step))}


def denoising_terms__exchanged(self, x, y, training, step):
    return {"loss": squared_error(_noisy(self, x, training, step), self(x))}


def denoising_terms__one_noise(self, x, y, training, step):
    return {"loss": squared_error(x, self(_noisy(self, x, training, 0)))}


def denoising_terms__always_training(self, x, y, training, step):
    return {"loss": squared_error(x, self(_noisy(self, x, True, step)))}


def denoising_terms__over_batch(self, x, y, training, step):
    return {"loss": tf.reduce_mean(squared_error(x, self(_noisy(self, x, training, step))))}


def _kl(p, q, ones=None, zeros=None, sign=1):
    q = tf.clip_by_value(at_least_float32(q), 1e-6, 1 - 1e-6)
    ones = p * (math.log(p) - tf.math.log(q)) if ones is None else ones(q)
    zeros = (1 - p) * (math.log(1 - p) - tf.math.log(1 - q)) if zeros is None else zeros(q)
    return sign * tf.reduce_sum(ones + zeros, -1)


def kl_between_bernoullis__turned(p, q):
    return _kl(
        *(p, q),
        ones=lambda q: q * tf.math.log(q / p),
        zeros=lambda q: (1 - q) * tf.math.log((1 - q) / (1 - p)),
    )


def kl_between_bernoullis__ratio(p, q):
    return _kl(p, q, sign=-1)


def kl_between_bernoullis__ones_alone(p, q):
    return _kl(p, q, zeros=lambda q: 0.0)


def kl_between_bernoullis__cross_entropy(p, q):
    return _kl(
        *(p, q),
        ones=lambda q: -p * tf.math.log(q),
        zeros=lambda q: -(1 - p) * tf.math.log(1 - q),
    )


def kl_between_bernoullis__mean(p, q):
    return _kl(p, q) / q.shape[-1]


def kl_between_bernoullis__bits(p, q):
    return _kl(p, q) / math.log(2)


def kl_between_bernoullis__all_axes(p, q):
    return tf.reduce_sum(_kl(p, q))


def kl_between_bernoullis__not_kept(p, q):
    ones = p * (math.log(p) - tf.math.log(q))
    return tf.reduce_sum(ones + (1 - p) * (math.log(1 - p) - tf.math.log(1 - q)), -1)


def kl_between_bernoullis__constant(p, q):
    q = np.clip(np.asarray(q), 1e-6, 1 - 1e-6)
    return tf.constant(np.sum(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)), -1))


def _sparse(self, x, sparsity, loss=lambda recon, beta, sparsity: recon + beta * sparsity):
    code = self.encode(x)
    recon = squared_error(x, self.decode(code))
    sparsity = sparsity(code) + 0 * recon
    found = loss(recon, self.beta, sparsity)
    return {"loss": found, "recon": recon, "sparsity": sparsity, "code": code}


def _penalty(self):
    return lambda code: self.sparsity(tf.reduce_mean(code, 0))


def sparse_terms__each_image(self, x, y, training, step):
    return _sparse(self, x, self.sparsity)


def sparse_terms__mean_of_each(self, x, y, training, step):
    return _sparse(self, x, lambda code: tf.reduce_mean(self.sparsity(code)))


def sparse_terms__over_units(self, x, y, training, step):
    return _sparse(self, x, lambda code: self.sparsity(tf.reduce_mean(code, -1)))


def sparse_terms__summed(self, x, y, training, step):
    return _sparse(self, x, lambda code: self.sparsity(tf.reduce_sum(code, 0)))


def sparse_terms__per_unit(self, x, y, training, step):
    return _sparse(self, x, lambda code: self.sparsity(tf.reduce_mean(code, 0)) / code.shape[-1])


def sparse_terms__active(self, x, y, training, step):
    return _sparse(self, x, lambda code: tf.reduce_sum(tf.reduce_mean(code, 0)))


def sparse_terms__no_beta(self, x, y, training, step):
    return _sparse(self, x, _penalty(self), lambda recon, beta, sparsity: recon + sparsity)


def sparse_terms__sign(self, x, y, training, step):
    return _sparse(self, x, _penalty(self), lambda recon, beta, sparsity: recon - beta * sparsity)


def sparse_terms__stopped(self, x, y, training, step):
    return _sparse(self, x, lambda code: self.sparsity(tf.stop_gradient(tf.reduce_mean(code, 0))))


def sparse_terms__weighed_twice(self, x, y, training, step):
    found = _sparse(self, x, _penalty(self))
    return found | {"sparsity": self.beta * found["sparsity"]}


def _slopes(code):
    return code * (1 - code)


def _of_kernel(self, power=2, axis=0):
    return tf.reduce_sum(self.encoder.kernel**power, axis)


def squared_norm__summed(self, code):
    return tf.linalg.matvec(_slopes(code), _of_kernel(self, power=1))


def squared_norm__summed_first(self, code):
    return tf.linalg.matvec(_slopes(code), _of_kernel(self, power=1)) ** 2


def squared_norm__root(self, code):
    return tf.sqrt(tf.linalg.matvec(_slopes(code) ** 2, _of_kernel(self)))


def squared_norm__slopes_not_squared(self, code):
    return tf.linalg.matvec(_slopes(code), _of_kernel(self))


def squared_norm__code_for_slope(self, code):
    return tf.linalg.matvec(code**2, _of_kernel(self))


def squared_norm__kernel_alone(self, code):
    return tf.reduce_sum(_of_kernel(self)) + 0 * tf.reduce_sum(code, -1)


def squared_norm__mean(self, code):
    norm = tf.linalg.matvec(_slopes(code) ** 2, _of_kernel(self))
    return norm / self.encoder.kernel.shape[0]


def squared_norm__over_batch(self, code):
    return tf.reduce_mean(tf.linalg.matvec(_slopes(code) ** 2, _of_kernel(self)))


def squared_norm__tanh(self, code):
    return tf.linalg.matvec((1 - code**2) ** 2, _of_kernel(self))


def squared_norm__held_kernel(self, code):
    kernel = tf.stop_gradient(self.encoder.kernel)
    return tf.linalg.matvec(_slopes(code) ** 2, tf.reduce_sum(kernel**2, 0))


def sparse_terms__one_number(self, x, y, training, step):
    found = _sparse(self, x, _penalty(self))
    return found | {"sparsity": found["sparsity"][0]}

"""Typical wrong answers of lab 8: FUNCTION__MISTAKE, as a student's file would have them."""

import math

import numpy as np
import tensorflow as tf
from scipy.linalg import sqrtm
from scipy.ndimage import laplace

from lab.models import noise
from lab.models.densities import gaussian_log_prob, kl_to_standard_normal


def _rms(activations):
    return tf.sqrt(tf.reduce_mean(tf.square(activations), -1, keepdims=True) + 1e-6)


def _leaky(outputs):
    return tf.nn.leaky_relu(outputs, 0.2)


def _discriminated(self, x, activation=_leaky, scale=_rms, passed_on=True):
    seen, hidden = {}, self._as_images(x)
    for layer in self.discriminator:
        outputs = layer(hidden)
        activations = activation(tf.reshape(outputs, [-1, math.prod(outputs.shape[1:])]))
        seen[layer.name] = activations / scale(activations)
        hidden = seen[layer.name] if passed_on else activations
    return seen, self.realness_head(hidden)[:, 0]


def discriminate__not_divided(self, x):
    seen, logits = _discriminated(self, x, scale=lambda activations: 1.0)
    return seen[self.similarity_layer], logits


def discriminate__not_passed_on(self, x):
    seen, logits = _discriminated(self, x, passed_on=False)
    return seen[self.similarity_layer], logits


def discriminate__over_batch(self, x):
    def scale(activations):
        return tf.sqrt(tf.reduce_mean(tf.square(activations), 0, keepdims=True) + 1e-6)

    seen, logits = _discriminated(self, x, scale=scale)
    return seen[self.similarity_layer], logits


def discriminate__norm(self, x):
    seen, logits = _discriminated(
        *(self, x), scale=lambda activations: tf.norm(activations, axis=-1, keepdims=True)
    )
    return seen[self.similarity_layer], logits


def discriminate__relu(self, x):
    seen, logits = _discriminated(self, x, activation=tf.nn.relu)
    return seen[self.similarity_layer], logits


def discriminate__probability(self, x):
    seen, logits = _discriminated(self, x)
    return seen[self.similarity_layer], tf.sigmoid(logits)


def discriminate__last_layer(self, x):
    seen, logits = _discriminated(self, x)
    return list(seen.values())[-1], logits


def discriminate__first_layer(self, x):
    seen, logits = _discriminated(self, x)
    return list(seen.values())[0], logits


def discriminate__column(self, x):
    seen, logits = _discriminated(self, x)
    return seen[self.similarity_layer], logits[:, None]


def _terms(self, x, training, step, power=0.5, prior=True, cut=False, z_p=None):
    purpose = noise.TRAINING if training else noise.EVALUATION
    mu, log_var = self.encode(x)
    epsilon, sampled = tf.unstack(self._epsilons(mu, 2, purpose, step))
    z = mu + tf.exp(power * log_var) * epsilon
    if not prior:
        sampled = mu + tf.exp(log_var / 2) * sampled
    logits = self._pixel_logits(tf.stack([z, sampled]))
    pictures = tf.sigmoid(logits)
    pictures = tf.stop_gradient(pictures) if cut else pictures
    of_real, real = self.discriminate(x)
    of_made, made = self.discriminate(pictures[0])
    of_sampled, fake = self.discriminate(pictures[1])
    cross = tf.nn.sigmoid_cross_entropy_with_logits(labels=x, logits=logits[0])
    softplus = tf.nn.softplus
    terms = {
        "prior": kl_to_standard_normal(mu, log_var),
        "llike": -gaussian_log_prob(of_real, of_made, 1.0),
        "gan": -softplus(-real) - softplus(fake) - softplus(made),
        "fooled": softplus(-fake) + softplus(-made),
        "real_right": tf.cast(real > 0, tf.float32),
        "fake_right": (tf.cast(made < 0, tf.float32) + tf.cast(fake < 0, tf.float32)) / 2,
        "recon": tf.reduce_mean(cross, -1),
    }
    return terms, (real, made, fake), (of_real, of_made, of_sampled), pictures


def gan_terms__gan_sign(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step)
    return terms | {"gan": -terms["gan"]}


def gan_terms__no_sample(self, x, y, training, step):
    terms, (real, made, _), *_ = _terms(self, x, training, step)
    return terms | {"gan": -tf.nn.softplus(-real) - tf.nn.softplus(made)}


def gan_terms__fakes_as_real(self, x, y, training, step):
    terms, (real, made, fake), *_ = _terms(self, x, training, step)
    softplus = tf.nn.softplus
    return terms | {"gan": -softplus(-real) - softplus(-made) - softplus(-fake)}


def gan_terms__saturating(self, x, y, training, step):
    terms, (_, made, fake), *_ = _terms(self, x, training, step)
    return terms | {"fooled": -tf.nn.softplus(made) - tf.nn.softplus(fake)}


def gan_terms__overflow(self, x, y, training, step):
    terms, logits, *_ = _terms(self, x, training, step)
    real, made, fake = map(tf.sigmoid, logits)
    return terms | {"gan": tf.math.log(real) + tf.math.log(1 - made) + tf.math.log(1 - fake)}


def gan_terms__llike_of_pixels(self, x, y, training, step):
    terms, *_, pictures = _terms(self, x, training, step)
    return terms | {"llike": -gaussian_log_prob(x, pictures[0], 1.0)}


def gan_terms__llike_of_sample(self, x, y, training, step):
    terms, _, (of_real, _, of_sampled), _ = _terms(self, x, training, step)
    return terms | {"llike": -gaussian_log_prob(of_real, of_sampled, 1.0)}


def gan_terms__llike_sign(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step)
    return terms | {"llike": -terms["llike"]}


def gan_terms__no_half(self, x, y, training, step):
    terms, _, (of_real, of_made, _), _ = _terms(self, x, training, step)
    return terms | {"llike": tf.reduce_sum((of_real - of_made) ** 2, -1)}


def gan_terms__from_posterior(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step, prior=False)
    return terms


def gan_terms__cut(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step, cut=True)
    return terms


def gan_terms__kl_printed(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step)
    mu, log_var = self.encode(x)
    kl = tf.reduce_sum(tf.exp(log_var / 2) - log_var / 2 - 1 + mu**2, -1) / 2
    return terms | {"prior": kl}


def objectives__printed(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        self.gamma * terms["llike"] - terms["gan"],
        terms["gan"],
    ]


def objectives__discriminator_descends(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        self.gamma * terms["llike"] + terms["fooled"],
        terms["gan"],
    ]


def objectives__decoder_helps(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        self.gamma * terms["llike"] - terms["gan"],
        -terms["gan"],
    ]


def objectives__saturating(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        self.gamma * terms["llike"] + terms["gan"],
        -terms["gan"],
    ]


def objectives__gamma_on_fooled(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        terms["llike"] + self.gamma * terms["fooled"],
        -terms["gan"],
    ]


def objectives__gamma_forgotten(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        terms["llike"] + terms["fooled"],
        -terms["gan"],
    ]


def objectives__beta_forgotten(self, terms):
    return [
        terms["prior"] + terms["llike"],
        self.gamma * terms["llike"] + terms["fooled"],
        -terms["gan"],
    ]


def objectives__encoder_fools_too(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"] + terms["fooled"],
        self.gamma * terms["llike"] + terms["fooled"],
        -terms["gan"],
    ]


def objectives__exchanged(self, terms):
    return [
        self.beta * terms["prior"] + terms["llike"],
        -terms["gan"],
        self.gamma * terms["llike"] + terms["fooled"],
    ]


def _laplacians(images, shape, mode="constant"):
    pictures = np.asarray(images, float).reshape(-1, *shape)
    return laplace(pictures, mode=mode, axes=(1, 2))


def laplacian_variances__mirrored(images, shape):
    return _laplacians(images, shape, "reflect").var(axis=(1, 2))


def laplacian_variances__wrapped(images, shape):
    return _laplacians(images, shape, "wrap").var(axis=(1, 2))


def laplacian_variances__inside_only(images, shape):
    return _laplacians(images, shape)[:, 1:-1, 1:-1].var(axis=(1, 2))


def laplacian_variances__mean_square(images, shape):
    return (_laplacians(images, shape) ** 2).mean(axis=(1, 2))


def laplacian_variances__deviation(images, shape):
    return _laplacians(images, shape).std(axis=(1, 2))


def laplacian_variances__of_all(images, shape):
    return _laplacians(images, shape).var()


def laplacian_variances__across_images(images, shape):
    pictures = np.asarray(images, float).reshape(-1, *shape)
    return laplace(pictures, mode="constant").var(axis=(1, 2))


def laplacian_variances__eight_neighbours(images, shape):
    pictures = np.pad(np.asarray(images, float).reshape(-1, *shape), [(0, 0), (1, 1), (1, 1)])
    height, width = shape
    around = sum(pictures[:, i : i + height, j : j + width] for i in range(3) for j in range(3))
    return (around - 9 * pictures[:, 1:-1, 1:-1]).var(axis=(1, 2))


def laplacian_variances__turned(images, shape):
    return _laplacians(images, shape[::-1]).var(axis=(1, 2))


def _moments(features, others):
    apart = features.mean(axis=0) - others.mean(axis=0)
    return apart @ apart, np.cov(features, rowvar=False), np.cov(others, rowvar=False)


def frechet_distance__no_root(features, others):
    apart, first, second = _moments(features, others)
    return float(apart + np.trace(first + second - 2 * first @ second))


def frechet_distance__root_of_entries(features, others):
    apart, first, second = _moments(features, others)
    return float(apart + np.trace(first + second - 2 * np.sqrt(np.abs(first @ second))))


def frechet_distance__variances_only(features, others):
    apart, first, second = _moments(features, others)
    roots = np.sqrt(np.diag(first)) - np.sqrt(np.diag(second))
    return float(apart + roots @ roots)


def frechet_distance__not_squared(features, others):
    apart, first, second = _moments(features, others)
    overlap = np.trace(sqrtm(first @ second).real)
    return float(np.sqrt(apart) + np.trace(first + second) - 2 * overlap)


def frechet_distance__means_only(features, others):
    return float(_moments(features, others)[0])


def frechet_distance__no_means(features, others):
    _, first, second = _moments(features, others)
    return float(np.trace(first + second) - 2 * np.trace(sqrtm(first @ second).real))


def frechet_distance__once_the_overlap(features, others):
    apart, first, second = _moments(features, others)
    return float(apart + np.trace(first + second) - np.trace(sqrtm(first @ second).real))


def frechet_distance__root(features, others):
    apart, first, second = _moments(features, others)
    overlap = np.trace(sqrtm(first @ second).real)
    return float(np.sqrt(np.maximum(apart + np.trace(first + second) - 2 * overlap, 0)))


def frechet_distance__of_images(features, others):
    count = min(len(features), len(others))
    first, second = np.cov(features[:count]), np.cov(others[:count])
    apart = features.mean(axis=0) - others.mean(axis=0)
    overlap = np.trace(sqrtm(first @ second).real)
    return float(apart @ apart + np.trace(first + second) - 2 * overlap)


def gan_terms__made_summed(self, x, y, training, step):
    terms, *_ = _terms(self, x, training, step)
    return terms | {"fake_right": 2 * terms["fake_right"]}


def frechet_distance__biased(features, others):
    first, second = (np.cov(of, rowvar=False, bias=True) for of in (features, others))
    apart, *_ = _moments(features, others)
    return float(apart + np.trace(first + second) - 2 * np.trace(sqrtm(first @ second).real))

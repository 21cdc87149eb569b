"""Right answers to lab 8 that are written otherwise than the package's: FUNCTION__WAY."""

import numpy as np
import tensorflow as tf
from scipy.linalg import sqrtm
from scipy.ndimage import convolve
from scipy.signal import convolve2d

from lab.models.densities import gaussian_log_prob, kl_to_standard_normal


def discriminate__by_hand(self, x):
    convolution, hidden = self.discriminator
    first = convolution(self._as_images(x))
    first = tf.nn.leaky_relu(tf.reshape(first, [len(x), -1]), 0.2)
    first = first / tf.sqrt(tf.reduce_mean(first**2, 1, keepdims=True) + 1e-6)
    second = tf.nn.leaky_relu(hidden(first), 0.2)
    second = second / tf.sqrt(tf.reduce_mean(second**2, 1, keepdims=True) + 1e-6)
    features = second if self.similarity_layer == hidden.name else first
    return features, tf.squeeze(self.realness_head(second), -1)


def discriminate__where(self, x):
    hidden = self._as_images(x)
    found = None
    for layer in self.discriminator:
        outputs = tf.keras.layers.Flatten()(layer(hidden))
        outputs = tf.where(outputs > 0, outputs, 0.2 * outputs)
        size = tf.norm(outputs, axis=1, keepdims=True) / outputs.shape[1] ** 0.5
        hidden = outputs / size
        if layer.name == self.similarity_layer:
            found = hidden
    return found, tf.reshape(self.realness_head(hidden), [-1])


def discriminate__list(self, x):
    passed, names = [self._as_images(x)], []
    for layer in self.discriminator:
        outputs = tf.reshape(layer(passed[-1]), [x.shape[0], -1])
        leaky = tf.maximum(outputs, 0.2 * outputs)
        passed.append(leaky * tf.math.rsqrt(tf.reduce_mean(leaky * leaky, -1)[:, None] + 1e-6))
        names.append(layer.name)
    chosen = passed[1 + names.index(self.similarity_layer)]
    return [
        chosen,
        tf.linalg.matvec(passed[-1], self.realness_head.kernel[:, 0]) + self.realness_head.bias,
    ]


def gan_terms__three_passes(self, x, y, training, step):
    mu, log_var = self.encode(x)
    epsilon, z_p = self._epsilons(mu, 2, 16 if training else 17, step)
    a = self._pixel_logits(mu + tf.exp(log_var / 2) * epsilon)
    of_real, real = self.discriminate(x)
    of_made, made = self.discriminate(tf.sigmoid(a))
    _, fake = self.discriminate(tf.sigmoid(self._pixel_logits(z_p)))
    right = [tf.cast(logit < 0, x.dtype) for logit in (made, fake)]
    return {
        "prior": kl_to_standard_normal(mu, log_var),
        "llike": -gaussian_log_prob(of_real, of_made, 1.0),
        "gan": tf.math.log_sigmoid(real) + tf.math.log_sigmoid(-made) + tf.math.log_sigmoid(-fake),
        "fooled": -tf.math.log_sigmoid(made) - tf.math.log_sigmoid(fake),
        "real_right": tf.cast(real > 0, x.dtype),
        "fake_right": 0.5 * (right[0] + right[1]),
        "recon": tf.reduce_mean(tf.nn.softplus(a) - x * a, 1),
    }


def gan_terms__own_noise(self, x, y, training, step):
    mu, log_var = self.encode(x)
    epsilon, z_p = tf.random.stateless_normal([2, *mu.shape], [step, int(training)])
    z = self.reparameterize(mu, log_var, epsilon)
    logits = self._pixel_logits(tf.concat([z, z_p], 0))
    features, judged = self.discriminate(tf.concat([x, tf.sigmoid(logits)], 0))
    count = x.shape[0]
    apart = features[:count] - features[count : 2 * count]
    signs = tf.repeat([1.0, -1.0, -1.0], count)
    parts = tf.reshape(tf.math.log_sigmoid(signs * judged), [3, count])
    fooled = tf.reshape(tf.nn.softplus(-judged[count:]), [2, count])
    right = tf.reshape(tf.cast(signs * judged > 0, x.dtype), [3, count])
    cross = tf.nn.sigmoid_cross_entropy_with_logits(x, logits[:count])
    return {
        "recon": tf.reduce_mean(cross, -1),
        "prior": tf.reduce_sum(tf.exp(log_var) + mu**2 - 1 - log_var, 1) / 2,
        "llike": tf.reduce_sum(apart**2 + np.log(2 * np.pi), 1) / 2,
        "gan": tf.reduce_sum(parts, 0),
        "fooled": tf.reduce_sum(fooled, 0),
        "real_right": right[0],
        "fake_right": tf.reduce_mean(right[1:], 0),
    }


def gan_terms__prior_drawn(self, x, y, training, step):
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, tf.random.stateless_normal(mu.shape, [step, 5]))
    z_p = tf.random.stateless_normal(mu.shape, [step, 6])
    a = self._pixel_logits(z)
    judged = [
        self.discriminate(images)
        for images in (x, tf.sigmoid(a), tf.sigmoid(self._pixel_logits(z_p)))
    ]
    real, *fakes = [logit for _, logit in judged]
    gan = -tf.nn.softplus(-real) - sum(tf.nn.softplus(fake) for fake in fakes)
    return {
        "prior": kl_to_standard_normal(mu, log_var),
        "llike": -gaussian_log_prob(judged[1][0], judged[0][0], 1.0),
        "gan": gan,
        "fooled": sum(tf.nn.softplus(-fake) for fake in fakes),
        "real_right": tf.where(real > 0, 1.0, 0.0),
        "fake_right": sum(tf.where(fake < 0, 0.5, 0.0) for fake in fakes),
        "recon": tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(x, a), 1),
    }


def objectives__named(self, terms):
    encoder = terms["llike"] + self.beta * terms["prior"]
    decoder = terms["fooled"] + self.gamma * terms["llike"]
    return [encoder, decoder, 0 - terms["gan"]]


def objectives__tuple(self, terms):
    prior, llike, gan, fooled = (terms[name] for name in ("prior", "llike", "gan", "fooled"))
    return self.beta * prior + llike, self.gamma * llike + fooled, -gan


def objectives__weights(self, terms):
    weights = [
        {"prior": self.beta, "llike": 1.0},
        {"llike": self.gamma, "fooled": 1.0},
        {"gan": -1.0},
    ]
    return [sum(weight * terms[name] for name, weight in row.items()) for row in weights]


def laplacian_variances__slices(images, shape):
    pictures = np.pad(np.reshape(images, (-1, *shape)), [(0, 0), (1, 1), (1, 1)])
    middle = pictures[:, 1:-1, 1:-1]
    found = -4 * middle + pictures[:, 2:, 1:-1] + pictures[:, :-2, 1:-1]
    found = found + pictures[:, 1:-1, 2:] + pictures[:, 1:-1, :-2]
    return np.var(found, axis=(1, 2))


def laplacian_variances__convolved(images, shape):
    kernel = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    pictures = images.reshape(-1, *shape)
    return np.array([convolve2d(picture, kernel, mode="same").var() for picture in pictures])


def laplacian_variances__all_at_once(images, shape):
    kernel = np.array([[[0, 1, 0], [1, -4, 1], [0, 1, 0]]], float)
    found = convolve(images.reshape(-1, *shape), kernel, mode="constant").reshape(len(images), -1)
    return (found**2).mean(axis=1) - found.mean(axis=1) ** 2


def frechet_distance__scipy(features, others):
    apart = features.mean(axis=0) - others.mean(axis=0)
    first, second = np.cov(features.T), np.cov(others.T)
    return apart @ apart + np.trace(first + second - 2 * np.real(sqrtm(first @ second)))


def frechet_distance__eigenvalues(features, others):
    first, second = np.cov(features, rowvar=False), np.cov(others, rowvar=False)
    roots = np.sqrt(np.linalg.eigvals(first @ second).astype(complex)).real
    means = np.sum((features.mean(0) - others.mean(0)) ** 2)
    return means + np.trace(first) + np.trace(second) - 2 * roots.sum()


def frechet_distance__singular_values(features, others):
    def centred(values):
        return (values - values.mean(axis=0)) / np.sqrt(len(values) - 1)

    one, other = centred(features), centred(others)
    nuclear = np.linalg.norm(one @ other.T, "nuc")
    means = np.linalg.norm(features.mean(axis=0) - others.mean(axis=0)) ** 2
    return means + np.sum(one**2) + np.sum(other**2) - 2 * nuclear

"""Right answers to lab 5 that are written otherwise than the package's: FUNCTION__WAY."""

import math

import keras
import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.densities import bernoulli_log_prob


def encode__minimum(self, x, y=None):
    h = self.encoder(self._into_encoder(x, y))
    mu = tf.cast(self.mu_head(h), tf.float32)
    log_var = tf.cast(self.log_var_head(h), tf.float32)
    return mu, tf.minimum(tf.maximum(log_var, -20.0), 20.0)


def encode__keras(self, x, y=None):
    h = self.encoder(self._into_encoder(x, y))
    heads = [keras.ops.cast(head(h), "float64") for head in (self.mu_head, self.log_var_head)]
    return heads[0], keras.ops.clip(heads[1], -20, 20)


def encode__split(self, x, y=None):
    h = self.encoder(self._into_encoder(x, y))
    both = tf.concat([self.mu_head(h), self.log_var_head(h)], axis=1)
    mu, log_var = tf.split(tf.cast(both, tf.float32), 2, axis=1)
    return mu, tf.clip_by_value(log_var, -20, 20)


def encode__kernels(self, x, y=None):
    h = self.encoder(self._into_encoder(x, y))
    mu = h @ tf.cast(self.mu_head.kernel, h.dtype) + tf.cast(self.mu_head.bias, h.dtype)
    log_var = self.log_var_head(h)
    if mu.dtype == tf.float16:
        mu, log_var = tf.cast(mu, tf.float32), tf.cast(log_var, tf.float32)
    return [mu, tf.where(tf.abs(log_var) > 20, 20 * tf.sign(log_var), log_var)]


def reparameterize__square_root(self, mu, log_var, epsilon=None):
    if epsilon is None:
        epsilon = self._epsilon(mu, noise.CALL, 0)
    return epsilon * tf.sqrt(tf.exp(log_var)) + mu


def reparameterize__keras(self, mu, log_var, epsilon=None):
    epsilon = self._epsilon(mu, noise.CALL, 0) if epsilon is None else epsilon
    return keras.ops.add(mu, keras.ops.multiply(keras.ops.exp(0.5 * log_var), epsilon))


def reparameterize__float32(self, mu, log_var, epsilon=None):
    if epsilon is None:
        epsilon = self._epsilon(mu, noise.CALL, 0)
    mu, log_var, epsilon = (tf.cast(one, tf.float32) for one in (mu, log_var, epsilon))
    return mu + tf.pow(math.e, log_var / 2) * epsilon


def into_decoder__tiled(self, z, y):
    z = tf.cast(z, self.compute_dtype)
    probs = tf.cast(self._class_probs(y, z.shape[-2]), self.compute_dtype)
    if len(z.shape) > 2:
        probs = tf.tile(probs[tf.newaxis], [tf.shape(z)[0], 1, 1])
    return tf.concat([z, probs], axis=-1)


def into_decoder__stacked(self, z, y):
    z = tf.cast(z, self.compute_dtype)
    probs = tf.cast(self._class_probs(y, z.shape[-2]), self.compute_dtype)
    if len(z.shape) == 2:
        return tf.concat([z, probs], 1)
    return tf.stack([tf.concat([one, probs], 1) for one in z])


def into_decoder__zeros(self, z, y):
    z = tf.cast(z, self.compute_dtype)
    if len(y.shape) == 1:
        y = tf.one_hot(y, self.num_classes)
    return tf.concat([z, tf.cast(y, z.dtype) + tf.zeros_like(z[..., :1])], -1)


def terms__by_hand(self, x, y, training, step):
    logits = self.classify(x)
    q = tf.nn.softmax(logits)
    mu, log_var = self.encode(x)
    epsilon = self._noise(mu, training, step)
    recon = 0
    for one in epsilon:
        p = self.decode(mu + tf.exp(log_var / 2) * one, q)
        recon -= tf.reduce_mean(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), -1)
    recon /= len(epsilon)
    kl = tf.reduce_sum(mu**2 + tf.exp(log_var) - log_var - 1, 1) / 2
    cls = -tf.math.log(tf.gather(q, y, batch_dims=1))
    a, b = self._loss_weights(training, step)
    return {
        "loss": a * recon + b * kl + self.digit_classification_weight * cls,
        "recon": recon,
        "kl": kl / self.z_dim,
        "cls": cls,
        "accuracy": tf.cast(tf.argmax(q, 1) == tf.cast(y, tf.int64), tf.float32),
    }


def terms__keras(self, x, y, training, step):
    digit_logits = self.classify(x)
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, self._noise(mu, training, step))
    pixel_logits = self._pixel_logits(z, tf.nn.softmax(digit_logits))
    images = tf.broadcast_to(x, tf.shape(pixel_logits))
    recon = tf.reduce_mean(
        tf.nn.sigmoid_cross_entropy_with_logits(labels=images, logits=pixel_logits), [0, 2]
    )
    kl = tf.reduce_mean(tf.square(mu) - 1 - log_var + tf.exp(log_var), axis=-1) / 2
    cls = keras.losses.sparse_categorical_crossentropy(y, digit_logits, from_logits=True)
    weight, beta = self._loss_weights(training, step)
    return dict(
        loss=weight * recon + beta * self.z_dim * kl + self.digit_classification_weight * cls,
        recon=recon,
        kl=kl,
        cls=cls,
        accuracy=keras.metrics.sparse_categorical_accuracy(y, digit_logits),
    )


def terms__one_hot(self, x, y, training, step):
    digit_logits = self.classify(x)
    labels = tf.one_hot(y, digit_logits.shape[-1], dtype=digit_logits.dtype)
    log_q = tf.nn.log_softmax(digit_logits)
    mu, log_var = self.encode(x)
    samples = [
        self.log_likelihood(x, self.reparameterize(mu, log_var, one), tf.exp(log_q))
        for one in tf.unstack(self._noise(mu, training, step))
    ]
    recon = -tf.add_n(samples) / (len(samples) * self.input_dim)
    kl = -tf.reduce_sum(1 + log_var - mu**2 - tf.exp(log_var), -1) / 2
    cls = -tf.einsum("bc,bc->b", labels, log_q)
    weight, beta = self._loss_weights(training, step)
    loss = tf.add_n([weight * recon, beta * kl, self.digit_classification_weight * cls])
    right = tf.equal(tf.argmax(log_q, -1), tf.argmax(labels, -1))
    return {
        "accuracy": tf.where(right, 1.0, 0.0),
        "cls": cls,
        "kl": kl / self.z_dim,
        "recon": recon,
        "loss": loss,
    }


def generate__one_hot(self, digit, z=None, seed=0):
    if digit not in range(self.num_classes):
        raise ValueError(f"there is no digit {digit}")
    if z is None:
        z = self._prior(1, seed)
    return self.decode(z, tf.one_hot([digit] * len(z), self.num_classes))


def generate__one_by_one(self, digit, z=None, seed=0):
    z = self._prior(1, seed) if z is None else z
    return tf.concat([self.decode(z[i : i + 1], tf.constant([digit])) for i in range(len(z))], 0)


def generate__array(self, digit, z=None, seed=0):
    if not 0 <= digit < self.num_classes:
        raise ValueError("digit")
    if z is None:
        z = self._prior(1, seed)
    return self.decode(tf.cast(z, tf.float32), np.full(len(z), digit))


def elbo__loop(self, x, y=None, seed=0):
    mu, log_var = self.encode(x)
    z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
    bound = tf.reduce_sum(1 + log_var - mu**2 - tf.exp(log_var), -1) / 2
    if y is not None:
        return bound + self._log_likelihood(x, z, y)
    log_q = tf.nn.log_softmax(self.classify(x))
    for c in range(self.num_classes):
        of_class = self._log_likelihood(x, z, tf.fill([len(z)], c))
        q = tf.exp(log_q[:, c])
        bound += q * (of_class - log_q[:, c] - math.log(self.num_classes))
    return bound


def elbo__einsum(self, x, y=None, seed=0):
    mu, log_var = self.encode(x)
    z = mu + tf.exp(log_var / 2) * self._epsilon(mu, noise.EVALUATION, seed)
    logits = self.classify(x)
    q = tf.nn.softmax(logits) if y is None else tf.one_hot(y, self.num_classes, dtype=x.dtype)
    bound = tf.einsum("bc,cb->b", q, self._log_likelihoods(x, z))
    bound -= tf.reduce_sum(mu**2 + tf.exp(log_var) - log_var - 1, -1) / 2
    if y is None:
        bound -= tf.reduce_sum(q * (tf.math.log(q) + math.log(self.num_classes)), -1)
    return bound


def elbo__numpy(self, x, y=None, seed=0):
    mu, log_var = map(np.asarray, self.encode(x))
    z = self.reparameterize(mu, log_var, self._epsilon(mu, noise.EVALUATION, seed))
    kl = 0.5 * np.sum(mu**2 + np.exp(log_var) - log_var - 1, axis=-1)
    if y is not None:
        return np.asarray(bernoulli_log_prob(x, self._pixel_logits(z, y))) - kl
    q = np.asarray(tf.nn.softmax(self.classify(x)))
    expected = sum(
        q[:, c] * np.asarray(self._log_likelihood(x, z, np.full(len(z), c)))
        for c in range(q.shape[1])
    )
    entropy = -np.sum(q * np.log(q), axis=1)
    return expected - kl - (np.log(q.shape[1]) - entropy)

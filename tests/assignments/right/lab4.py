"""Right answers to lab 4 that are written otherwise than the package's: FUNCTION__WAY."""

import math

import keras
import numpy as np
import tensorflow as tf

from lab.models import noise
from lab.models.autoencoders.plain import squared_error
from lab.models.noise import normal, uniform


def squared_error__sum(x, reconstruction):
    x = tf.cast(x, reconstruction.dtype)
    return tf.reduce_sum((x - reconstruction) ** 2, -1) / reconstruction.shape[-1]


def squared_error__library(x, reconstruction):
    return keras.losses.mean_squared_error(x, reconstruction)


def squared_error__einsum(x, reconstruction):
    difference = reconstruction - tf.cast(x, reconstruction.dtype)
    return tf.einsum("bd,bd->b", difference, difference) / tf.cast(
        tf.shape(difference)[1], difference.dtype
    )


def squared_error__float32(x, reconstruction):
    x, reconstruction = tf.cast(x, tf.float32), tf.cast(reconstruction, tf.float32)
    return tf.stack([tf.reduce_mean(tf.square(row)) for row in x - reconstruction])


def corrupted__two_ends(images, kind, strength, seed, purpose, step):
    if kind == "gaussian":
        drawn = tf.cast(normal(tf.shape(images), seed, purpose, step), images.dtype)
        return tf.maximum(tf.minimum(images + strength * drawn, 1), 0)
    u = uniform(tf.shape(images), seed, purpose, step)
    if kind == "masking":
        return images * tf.cast(u >= strength, images.dtype)
    salted = tf.where(u > 1 - strength / 2, tf.ones_like(images), images)
    return tf.where(u < strength / 2, tf.zeros_like(images), salted)


def corrupted__masks(images, kind, strength, seed, purpose, step):
    shape = images.shape
    if kind == "gaussian":
        found = images + normal(shape, seed, purpose, step, images.dtype) * strength
        return tf.clip_by_value(found, 0.0, 1.0)
    changed = tf.cast(uniform(shape, seed, purpose, step) < strength, images.dtype)
    value = 0.0
    if kind == "salt_and_pepper":
        # other numbers than those that choose the pixels
        value = tf.round(tf.cast(uniform(shape, seed + 10_000, purpose, step), images.dtype))
    return changed * value + (1 - changed) * images


def corrupted__numpy(images, kind, strength, seed, purpose, step):
    rng = np.random.default_rng([seed, purpose, step])
    images = np.asarray(images)
    if kind == "gaussian":
        return np.clip(images + rng.normal(0, strength, images.shape), 0, 1)
    u = rng.uniform(size=images.shape)
    noisy = np.where(u < strength, 0, images)
    return noisy if kind == "masking" else np.where(u < strength / 2, 1, noisy)


def corrupted__stateless(images, kind, strength, seed, purpose, step):
    seeds = [1_000 * step + purpose, seed]
    if kind == "gaussian":
        drawn = tf.random.stateless_normal(images.shape, seeds, dtype=images.dtype)
        return tf.clip_by_value(images + strength * drawn, 0, 1)
    u = tf.random.stateless_uniform(images.shape, seeds, dtype=images.dtype)
    if kind == "masking":
        return tf.where(u > strength, images, 0)
    return tf.where(u > strength, images, tf.cast(u > strength / 2, images.dtype))


def denoising_terms__in_steps(self, x, y, training, step):
    purpose = noise.EVALUATION
    if training:
        purpose = noise.TRAINING
    noisy = noise.corrupted(x, self.corruption, self.strength, self.seed, purpose, step)
    return dict(loss=tf.reduce_mean((self.decode(self.encode(noisy)) - x) ** 2, 1))


def denoising_terms__by_name(self, x, y, training, step):
    purpose = {True: noise.TRAINING, False: noise.EVALUATION}[training]
    noisy = noise.corrupted(x, self.corruption, self.strength, self.seed, purpose, step)
    return {"loss": squared_error(x, self(noisy))}


def denoising_terms__library(self, x, y, training, step):
    purpose = noise.TRAINING if training else noise.EVALUATION
    noisy = noise.corrupted(x, self.corruption, self.strength, self.seed, purpose, step)
    return {"loss": keras.losses.mean_squared_error(x, self(noisy))}


def kl_between_bernoullis__ratios(p, q):
    q = tf.minimum(tf.maximum(q, 1e-6), 1 - 1e-6)
    return tf.reduce_sum(p * tf.math.log(p / q) + (1 - p) * tf.math.log((1 - p) / (1 - q)), -1)


def kl_between_bernoullis__entropies(p, q):
    q = keras.ops.clip(q, 1e-6, 1 - 1e-6)
    entropy = -p * math.log(p) - (1 - p) * math.log(1 - p)
    cross = -p * tf.math.log(q) - (1 - p) * tf.math.log1p(-q)
    return tf.einsum("...n->...", cross - entropy)


def kl_between_bernoullis__float32(p, q):
    q = tf.clip_by_value(tf.cast(q, tf.float32), 1e-6, 1 - 1e-6)
    logits = tf.math.log(q / (1 - q))
    cross = tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.fill(q.shape, p), logits=logits)
    return tf.reduce_sum(cross + p * math.log(p) + (1 - p) * math.log(1 - p), axis=-1)


def kl_between_bernoullis__library(p, q):
    q = tf.clip_by_value(q, 1e-6, 1 - 1e-6)
    both = tf.stack([tf.fill(q.shape, p), tf.fill(q.shape, 1 - p)], -1)
    of_each = keras.losses.kl_divergence(tf.cast(both, q.dtype), tf.stack([q, 1 - q], -1))
    return tf.reduce_sum(of_each, -1)


def sparse_terms__fill(self, x, y, training, step):
    code = self.encode(x)
    recon = tf.reduce_mean((x - self.decode(code)) ** 2, -1)
    sparsity = tf.fill([tf.shape(x)[0]], self.sparsity(tf.reduce_mean(code, 0)))
    return {
        "loss": recon + self.beta * sparsity,
        "recon": recon,
        "sparsity": sparsity,
        "code": code,
    }


def sparse_terms__by_hand(self, x, y, training, step):
    code = self.encode(x)
    q = tf.reduce_sum(code, axis=0) / len(code)
    of_units = self.rho * tf.math.log(self.rho / q)
    of_units += (1 - self.rho) * tf.math.log((1 - self.rho) / (1 - q))
    sparsity = tf.ones(len(code), code.dtype) * tf.reduce_sum(of_units)
    recon = squared_error(x, self.decode(code))
    return dict(code=code, sparsity=sparsity, recon=recon, loss=recon + self.beta * sparsity)


def sparse_terms__einsum(self, x, y, training, step):
    code = self.encode(x)
    rho_hat = tf.einsum("bz->z", code) / code.shape[0]
    recon = keras.losses.mean_squared_error(x, self.decode(code))
    penalty = self.beta * self.sparsity(rho_hat)
    sparsity = penalty / self.beta + tf.zeros_like(recon)
    return {"loss": recon + penalty, "recon": recon, "sparsity": sparsity, "code": code}


def squared_norm__jacobian(self, code):
    # [B, D, Z]
    jacobian = (code * (1 - code))[:, None, :] * self.encoder.kernel[None]
    return tf.reduce_sum(jacobian**2, [1, 2])


def squared_norm__einsum(self, code):
    slopes = code - code**2
    kernel = self.encoder.kernel
    return tf.einsum("bz,dz,bz,dz->b", slopes, kernel, slopes, kernel)


def squared_norm__loop(self, code):
    norms = tf.reduce_sum(tf.square(self.encoder.kernel), axis=0)
    return tf.stack([tf.reduce_sum((h * (1 - h)) ** 2 * norms) for h in code])


def squared_norm__norms(self, code):
    scaled = tf.norm(self.encoder.kernel, axis=0) * code * (1 - code)
    return tf.norm(scaled, axis=-1) ** 2

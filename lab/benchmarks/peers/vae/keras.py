"""The lab sheet's VAE as the sheet trains it, and by Keras's own `fit`."""

import os
from pathlib import Path

import keras
import tensorflow as tf
import tqdm


class _OnSheetPipeline:
    """A model, and the sheet's pipeline of images [K, B, D] and labels [K, B]."""

    def __init__(self, model, images, labels):
        self.model = model
        batch_size, pixels = images.shape[1:]
        self.batches = (
            tf.data.Dataset.from_tensor_slices((images.reshape(-1, pixels), labels.reshape(-1)))
            .shuffle(1024, seed=0)
            .batch(batch_size)
            .prefetch(tf.data.AUTOTUNE)
        )


class EagerLoop(_OnSheetPipeline):
    """The sheet's loop: every operation of every step called from Python, means in its bar."""

    def __init__(self, model, images, labels, learning_rate):
        super().__init__(model, images, labels)
        self.optimizer = keras.optimizers.Adam(learning_rate)
        self.means = [keras.metrics.Mean() for _ in range(4)]

    def train(self, steps):
        names = ("loss", "recon", "kl", "cls")
        with Path(os.devnull).open("w") as nowhere:
            bar = tqdm.tqdm(self.batches.take(steps), total=steps, file=nowhere)
            for x, y in bar:
                self._step(x, y)
                means = [f"{float(mean.result()):.4f}" for mean in self.means]
                bar.set_postfix(dict(zip(names, means, strict=True)))

    def _step(self, x, y):
        with tf.GradientTape() as tape:
            terms = self._terms(x, y)
        variables = self.model.trainable_variables
        gradients = tape.gradient(terms[0], variables)
        self.optimizer.apply_gradients(zip(gradients, variables, strict=True))
        for mean, term in zip(self.means, terms, strict=True):
            mean.update_state(term)

    def _terms(self, x, y):
        model = self.model
        mu, log_var = model.encode(x)
        z = model.reparameterize(mu, log_var, tf.random.normal(mu.shape))
        digit_logits = model.classify(x)
        reconstructed = model.decode(z, tf.nn.softmax(digit_logits))
        recon = tf.reduce_mean(keras.losses.binary_crossentropy(x, reconstructed))
        kl = -0.5 * tf.reduce_mean(1 + log_var - tf.square(mu) - tf.exp(log_var))
        cls = tf.reduce_mean(
            keras.losses.sparse_categorical_crossentropy(y, digit_logits, from_logits=True)
        )
        return 100 * recon + 10 * kl + 10 * cls, recon, kl, cls


class Fit(_OnSheetPipeline):
    """Keras's own `fit`, one call per epoch."""

    def __init__(self, model, images, labels, learning_rate, **compile_options):
        super().__init__(model, images, labels)
        compile_options = {"jit_compile": False, **compile_options}
        model.compile(optimizer=keras.optimizers.Adam(learning_rate), **compile_options)

    def train(self, steps):
        self.model.fit(self.batches.take(steps), verbose=0, shuffle=False)

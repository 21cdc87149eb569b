"""What the lab's models share: training on named terms, each one a number per image."""

import keras
import tensorflow as tf

from lab.models.checks import finite
from lab.models.replicas import overflow_shared, share_of_mean, summed


class TermModel(keras.Model):
    """A keras.Model whose loss is one of several named terms [B], all of them shown as metrics.

    A subclass lists `term_names` and gives `terms(x, y, training, step) -> {name: [B]}`. The term
    "loss" is minimised, or by several `optimizers` as many `objectives`; each metric is the mean of
    its term over the images of an epoch, weighted by sample weights. `step` counts updates in
    training and images in evaluation: whatever is random in a model draws its numbers from it, so
    that a repeated or resumed run repeats them.
    It also has `input_dim`, the D of its images, from which `build` creates all weights.
    """

    term_names = ("loss",)

    def __init__(self, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.term_means = [keras.metrics.Mean(name=name) for name in self.term_names]
        self.step = self.add_weight(
            shape=(), dtype="int64", initializer="zeros", trainable=False, name="step"
        )

    def get_build_config(self):
        return {"input_shape": (None, self.input_dim)}

    def build_from_config(self, config):
        # Keras would build a loaded model only if it was called when saved, and leave a model that
        # was only trained without weights
        self.build(config["input_shape"])

    @property
    def metrics(self):
        return list(self.term_means)

    def terms(self, x, y, training, step):
        """Named terms [B] for images x [B, D] and labels y [B] (None if there are none)."""
        raise NotImplementedError

    @property
    def optimizers(self):
        """Pairs (optimizer, the variables that it updates): one, unless a model has several."""
        return [(self.optimizer, self.trainable_variables)]

    def objectives(self, terms):
        """What each of `optimizers` minimises, [B] each, from the terms."""
        return [terms["loss"]]

    def fit(self, x=None, y=None, *arguments, **options):
        """keras.Model's. Raises ValueError where an array holds NaN or infinity: one such number
        would make every weight NaN.
        """
        finite("x", x)
        finite("y", y)
        return super().fit(x, y, *arguments, **options)

    def train_step(self, data):
        x, y, weights = self._unpacked(data)
        optimizers = self.optimizers
        with tf.GradientTape(persistent=len(optimizers) > 1) as tape:
            terms = self.terms(x, y, training=True, step=self.step.value)
            losses = [
                optimizer.scale_loss(_weighted_mean(values, weights))
                for (optimizer, _), values in zip(optimizers, self.objectives(terms), strict=True)
            ]
        # all gradients before any update: each network moves against the others as they were
        updates = [
            (optimizer, overflow_shared(tape.gradient(loss, variables)), variables)
            for (optimizer, variables), loss in zip(optimizers, losses, strict=True)
        ]
        for optimizer, gradients, variables in updates:
            optimizer.apply(gradients, variables)
        self.step.assign_add(1)
        return self._update_means(terms, weights)

    def test_step(self, data):
        x, y, weights = self._unpacked(data)
        images_seen = tf.cast(summed(self.term_means[0].count.value), tf.int64)
        terms = self.terms(x, y, training=False, step=images_seen)
        return self._update_means(terms, weights)

    def _unpacked(self, data):
        if not self.built:
            self.build((None, self.input_dim))
        return keras.utils.unpack_x_y_sample_weight(data)

    def _update_means(self, terms, weights):
        for mean in self.term_means:
            mean.update_state(terms[mean.name], sample_weight=weights)
        return self.get_metrics_result()


def _weighted_mean(values, weights):
    """The mean over the whole batch, or what a replica adds to it."""
    if weights is None:
        return share_of_mean(values)
    weights = tf.cast(weights, values.dtype)
    whole = summed(tf.reduce_sum(weights))
    return tf.math.divide_no_nan(tf.reduce_sum(values * weights), whole)


def mlp(units, activation, seed, name, dtype):
    """Dense layers of these widths with one activation, their weights drawn from `seed`."""
    if not units:
        return keras.layers.Identity(name=name, dtype=dtype)
    return keras.Sequential(
        [
            dense(width, seed + 101 * i, activation, f"{name}_{i}", dtype)
            for i, width in enumerate(units)
        ],
        name=name,
    )


def dense(units, seed, activation, name, dtype):
    """A Dense layer whose Glorot-uniform weights are a function of `seed`."""
    return keras.layers.Dense(
        units,
        activation=activation,
        kernel_initializer=keras.initializers.GlorotUniform(seed=seed),
        name=name,
        dtype=dtype,
    )

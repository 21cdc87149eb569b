"""What the lab's models share: losses made of named terms, one number per image each."""

import functools
import inspect

import keras
import tensorflow as tf

from lab.checks import integer_below
from lab.models import inputs
from lab.models.checks import MODEL_SEEDS
from lab.models.replicas import overflow_shared, share_of_mean, summed


class TermModel(keras.Model):
    """A keras.Model whose loss is one of several named terms [B], all reported as metrics.

    A subclass lists `term_names` and gives `terms(x, y, training, step) -> {name: [B]}`. The term
    "loss" is minimised, or by several `optimizers` as many `objectives`; each metric is the mean of
    its term over the images of an epoch, weighted by sample weights. `step` counts updates in
    training and images in evaluation: whatever is random in a model takes its numbers from it, so
    that a repeated or resumed run repeats them.
    It also has `input_dim`, the D of its images, from which `build` creates all weights, and says
    which `pixels` these have, and how many classes its labels, if it is trained on any.
    checks_inputs: whether `fit` and `evaluate` check the data; who gives them only what is right by
    construction sets it to False.
    """

    term_names = ("loss",)
    pixels = inputs.UNIT
    num_classes = None
    checks_inputs = True

    def __init__(self, seed=0, **kwargs):
        super().__init__(**kwargs)
        self.seed = integer_below("seed", seed, MODEL_SEEDS)
        self.term_means = [keras.metrics.Mean(name=name) for name in self.term_names]
        self.step = self.add_weight(
            shape=(), dtype="int64", initializer="zeros", trainable=False, name="step"
        )

    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        loss_weights=None,
        metrics=None,
        weighted_metrics=None,
        **options,
    ):
        """keras.Model's. Raises ValueError for a loss or metrics: the model's terms are both."""
        refused = {
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": metrics,
            "weighted_metrics": weighted_metrics,
        }
        for name, value in refused.items():
            if value is not None:
                raise ValueError(
                    f"compile: {type(self).__name__} has its own loss and metrics, "
                    f"{', '.join(self.term_names)}: leave out {name}, received {value!r}"
                )
        super().compile(optimizer, **options)

    def compile_from_config(self, config):
        # Keras leaves a loaded model uncompiled whose `compile` is not its own
        self.compile(**keras.saving.deserialize_keras_object(config))
        if self.built:
            self.optimizer.build(self.trainable_variables)

    def save(self, *arguments, **options):
        """keras.Model's; a model that was never built is saved as it starts."""
        if not self.built:
            self.build()
        super().save(*arguments, **options)

    def save_weights(self, *arguments, **options):
        """keras.Model's; a model that was never built is saved as it starts."""
        if not self.built:
            self.build()
        super().save_weights(*arguments, **options)

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

    @property
    def takes(self):
        """The rules for what the model is trained on, `lab.models.inputs.Inputs`."""
        return inputs.Inputs(self.input_dim, self.pixels, self.num_classes)

    def check_images(self, x, name="x"):
        """Raises ValueError unless x is images [B, D] as the model takes them."""
        self.takes.images().check(name, x)

    def call_parts(self, x, *others):
        """(name, values, rule) of what `call` takes; others: what else a batch holds."""
        yield "x", x, self.takes.images()

    def __call__(self, x, *arguments, **options):
        # here, not in `call`, whose errors Keras surrounds with lines about all its arguments
        inputs.check(self.call_parts(x))
        return super().__call__(x, *arguments, **options)

    def fit(self, *arguments, **options):
        """keras.Model's. Raises ValueError where an image, a label or a weight is wrong.

        Of a tf.data pipeline, a PyDataset or a generator this is found out when the batch comes.
        """
        given = _by_name(super().fit, arguments, options)
        if self.checks_inputs:
            given |= self._checked(**given)
        with inputs.named_faults():
            return super().fit(**given)

    def evaluate(self, *arguments, **options):
        """keras.Model's. Raises ValueError as `fit` does."""
        given = _by_name(super().evaluate, arguments, options)
        # what `fit` holds out was checked when it began
        if self.checks_inputs and not given.get("_use_cached_eval_dataset"):
            given |= self._checked(**given)
        with inputs.named_faults():
            return super().evaluate(**given)

    def predict(self, x, *arguments, **options):
        """keras.Model's: what calling the model gives. Raises ValueError as the call does."""
        x = inputs.checked(self.call_parts, x)
        with inputs.named_faults():
            return super().predict(x, *arguments, **options)

    def train_on_batch(self, x, y=None, sample_weight=None, **options):
        """keras.Model's. Raises ValueError as `fit` does."""
        inputs.check(self.takes.batch(x, y, sample_weight))
        return super().train_on_batch(x, y, sample_weight, **options)

    def test_on_batch(self, x, y=None, sample_weight=None, **options):
        """keras.Model's. Raises ValueError as `fit` does."""
        inputs.check(self.takes.batch(x, y, sample_weight))
        return super().test_on_batch(x, y, sample_weight, **options)

    def predict_on_batch(self, x):
        """keras.Model's. Raises ValueError as the call does."""
        inputs.check(self.call_parts(x))
        return super().predict_on_batch(x)

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
        x, y, weights = keras.utils.unpack_x_y_sample_weight(data)
        # in a program: their shapes
        inputs.check(self.takes.batch(x, y, weights))
        if not tf.as_dtype(x.dtype).is_floating:
            x = tf.cast(x, tf.float32)
        # [B, 1] times terms [B] would be [B, B]
        return x, y, None if weights is None else tf.reshape(weights, [-1])

    def _checked(self, x=None, y=None, sample_weight=None, **others):
        """What of the arguments of `fit` or `evaluate` is to be replaced; ValueError if wrong."""
        replaced = {"x": inputs.checked(self.takes.batch, x, y, sample_weight)}
        if others.get("class_weight"):
            weights = list(others["class_weight"].values())
            inputs.weights_rule().check("class_weight", weights)
        held_out = others.get("validation_data")
        if held_out is not None:
            x, *others = held_out if isinstance(held_out, (list, tuple)) else (held_out,)
            parts = functools.partial(self.takes.batch, of="validation_data: ")
            replaced["validation_data"] = (inputs.checked(parts, x, *others), *others)
        return replaced

    def _update_means(self, terms, weights):
        for mean in self.term_means:
            mean.update_state(terms[mean.name], sample_weight=weights)
        return self.get_metrics_result()


def _by_name(method, arguments, options):
    """The arguments of a call of the method, all as a dict."""
    by_name = inspect.signature(method).bind(*arguments, **options).arguments
    return by_name | by_name.pop("kwargs", {})


def _weighted_mean(values, weights):
    """The mean over the whole batch, or what a replica adds to it."""
    if weights is None:
        return share_of_mean(values)
    weights = tf.cast(weights, values.dtype)
    whole = summed(tf.reduce_sum(weights))
    return tf.math.divide_no_nan(tf.reduce_sum(values * weights), whole)

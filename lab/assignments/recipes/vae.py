"""Lab 5: VAEs of which everything is known but for the function that is asked."""

from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from lab.assignments.recipes import class_labels, entry, gradients, named, plain, refuses, slopes
from lab.models import noise
from lab.models.densities import bernoulli_log_prob


def encode(function, x, inputs, dtype, **weights):
    """mu and log_var by layers of this precision, whose encoder takes `inputs` for these images."""
    encoder, mu_head, log_var_head = (
        _dense(name, weights[f"{name} kernel"], weights[f"{name} bias"], activation, str(dtype))
        for name, activation in {"encoder": "sigmoid", "mu": None, "log_var": None}.items()
    )
    model = SimpleNamespace(
        encoder=encoder,
        mu_head=mu_head,
        log_var_head=log_var_head,
        check_images=lambda x: None,
        _into_encoder=lambda x, y: tf.constant(inputs),
    )
    return named(function(model, tf.constant(x), None))


def _dense(name, kernel, bias, activation, dtype):
    layer = keras.layers.Dense(len(bias), activation, name=name, dtype=dtype)
    layer.build((None, len(kernel)))
    layer.set_weights([kernel, bias])
    return layer


def reparameterize(function, upstream, mu, log_var, epsilon):
    """z with this noise, and its derivatives; the model's own noise is another."""
    model = SimpleNamespace(_epsilon=lambda like, purpose, step: tf.ones_like(like))
    return gradients(
        lambda *three: function(model, *three),
        upstream,
        **{"mu": mu, "log_var": log_var, "epsilon": epsilon},
    )


def reparameterize_traced(function, mu, log_var, own_noise, first):
    """z with the model's own noise of a graph that was made once for batches of any size: of the
    `first` images, then of all of them.
    """
    # of what is drawn anew
    tf.random.set_seed(0)
    model = SimpleNamespace(
        _epsilon=lambda like, purpose, step: tf.constant(own_noise)[: tf.shape(like)[0]]
    )
    any_batch = tf.TensorSpec([None, mu.shape[1]], mu.dtype)
    traced = tf.function(
        lambda mu, log_var: function(model, mu, log_var),
        input_signature=[any_batch, any_batch],
        autograph=False,
    )
    few = slice(int(first))
    return named([traced(mu[few], log_var[few]), traced(mu, log_var)])


def into_decoder(function, z, y, num_classes, dtype):
    """What the decoder takes, in layers of this precision; and its precision."""
    dtype = str(dtype)
    model = SimpleNamespace(
        num_classes=int(num_classes),
        z_dim=z.shape[-1],
        compute_dtype=dtype,
        _class_probs=lambda y, count: _probs(y, count, int(num_classes), tf.float32),
    )
    value = tf.convert_to_tensor(function(model, tf.constant(z), class_labels(y)))
    return {"value": value.numpy(), "is right": np.array(value.dtype.name == dtype)}


def terms(function, upstream, y, training, step, **known):
    """All terms of the loss, and the derivatives of sum(upstream * loss) by what the networks
    gave: "dL/dmu", "dL/dlog_var", "dL/ddigit_logits", or "no dL/dmu", ... where there is none.
    """
    tf.random.set_seed(0)
    model = _KnownVAE(training=training, step=step, **known)
    of = {name: getattr(model, name) for name in ("mu", "log_var", "digit_logits")}
    with tf.GradientTape() as tape:
        tape.watch(list(of.values()))
        found = function(model, model.x, class_labels(y), bool(training), int(step))
    loss = tf.convert_to_tensor(entry(found, "loss"))
    return named(found) | slopes(tape, loss, of, upstream)


def generate(function, digit, z, own, **known):
    """Images of a digit, from these z, or, where they are not numbers, from the model's own."""
    tf.random.set_seed(0)
    model = _KnownVAE(own=own, **known)
    given = {} if np.isnan(z).all() else {"z": z}
    return named(function(model, plain(digit), seed=3, **given))


def generate_refuses(function, digit, z, **known):
    """Whether ValueError is raised for the digit: "value" 1, else 0."""
    return refuses(lambda digit, z: function(_KnownVAE(**known), digit, z), digit=digit, z=z)


def elbo(function, seed, y=None, **known):
    """The bound of the known images, of these classes where they are given."""
    tf.random.set_seed(0)
    model = _KnownVAE(training=False, step=seed, **known)
    return named(function(model, model.x, None if y is None else class_labels(y), int(seed)))


class _KnownVAE:
    """A VAE for the images x [B, D] that it was made with.

    It has their mu, log_var [B, Z], digit_logits [B, C], and for the one step of training or
    evaluation their noise [S, B, Z]; of all else there is other noise. The logits of the pixels are
    linear in z and in the class. weights: on R, on KL at that step, on KL in the end, on CE.
    """

    def __init__(self, training=False, step=0, **arrays):
        self._at = bool(training), int(step)
        self._arrays = arrays
        for name in ("x", "mu", "log_var", "digit_logits"):
            if name in arrays:
                setattr(self, name, tf.constant(arrays[name]))
        self.input_dim = arrays["kernel"].shape[1]
        self.z_dim, self.num_classes = len(arrays["kernel"]), len(arrays["class_kernel"])
        self.samples = len(arrays.get("noise", [0]))
        weight, self._beta_now, beta, of_classes = arrays.get("weights", np.ones(4)).tolist()
        self.reconstruction_weight, self.beta = weight, beta
        self.digit_classification_weight = of_classes
        self.likelihood = "bernoulli"

    def check_images(self, x):
        """The images are what they should be."""

    def classify(self, x):
        return self.digit_logits

    def encode(self, x, y=None):
        return self.mu, self.log_var

    def reparameterize(self, mu, log_var, epsilon=None):
        """To first order in what is not the known log_var."""
        if epsilon is None:
            epsilon = self._arrays["call_noise"]
        change = log_var - self._arrays["log_var"]
        return mu + (self._arrays["deviation"] + self._arrays["slope"] * change) * epsilon

    def decode(self, z, y=None):
        return tf.sigmoid(self._pixel_logits(z, y))

    def log_likelihood(self, x, z, y=None):
        return self._log_likelihood(x, z, y)

    def _noise(self, like, training, step):
        right = (bool(training), int(step)) == self._at
        return tf.constant(self._arrays["noise" if right else "other_noise"])

    def _epsilon(self, like, purpose, step):
        return self._noise(like, purpose != noise.EVALUATION, step)[0]

    def _prior(self, n, seed):
        """The one z for the one seed that is asked for."""
        return tf.constant(self._arrays["own"] if (n, seed) == (1, 3) else 0 * self._arrays["own"])

    def _loss_weights(self, training, step):
        right = (bool(training), int(step)) == self._at
        return self.reconstruction_weight, self._beta_now if right else self.beta

    def _pixel_logits(self, z, y=None):
        kernel, of_classes = self._arrays["kernel"], self._arrays["class_kernel"]
        z = tf.cast(z, kernel.dtype)
        probs = _probs(y, z.shape[-2], self.num_classes, kernel.dtype)
        return tf.tensordot(z, kernel, 1) + probs @ of_classes + self._arrays["bias"]

    def _log_likelihood(self, x, z, y=None):
        if y is None:
            return tf.reduce_logsumexp(self._log_likelihoods(x, z), 0) - np.log(self.num_classes)
        return bernoulli_log_prob(x, self._pixel_logits(z, y))

    def _log_likelihoods(self, x, z):
        of_classes = range(self.num_classes)
        return tf.stack([self._log_likelihood(x, z, tf.fill([z.shape[-2]], y)) for y in of_classes])


def _probs(y, count, num_classes, dtype):
    """Classes [B] one-hot, probabilities [B, C] as they are. Raises ValueError for all else."""
    y = tf.convert_to_tensor(y)
    if y.shape.rank == 2 and y.shape[1] == num_classes:
        return tf.cast(y, dtype)
    if y.shape != (count,) or np.any(y < 0) or np.any(y >= num_classes):
        raise ValueError(f"y: expected {count} classes from 0 to {num_classes - 1}, received {y}")
    return tf.one_hot(tf.cast(y, tf.int32), num_classes, dtype=dtype)

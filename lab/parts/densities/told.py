"""A CVAE, which is told the class, as a density of images alone."""

import functools

import tensorflow as tf


class AnyClass:
    """p(x) = (1/C) sum over classes y of p(x|y), of a CVAE, whose classes are equally likely.

    It has what `mean_elbo` and the importance estimates ask of a model.
    """

    def __init__(self, model):
        self.model = model

    def elbo(self, x, y, seed=0):
        """A bound of log p(x), nats [B], by the class y [B] of each image: log p(x|y) + log p(y).

        The bound with q(y|x) = 1 for that class.
        """
        return self.model.elbo(x, y, seed) - tf.math.log(float(self.model.num_classes))

    def log_weights(self, x, k, seed=0, proposal="posterior"):
        """The log weights of k samples of z for every class, nats [k, B]: over the classes their
        mean is taken, so that the mean of the weights still estimates p(x).
        """
        images = tf.shape(x)[0]
        of_classes = [
            self.model.log_weights(x, k, tf.fill([images], y), seed, proposal)
            for y in range(self.model.num_classes)
        ]
        return tf.reduce_logsumexp(of_classes, 0) - tf.math.log(float(self.model.num_classes))

    @functools.cached_property
    def compiled_log_weights(self):
        """`log_weights` as a program."""
        return tf.function(self.log_weights, jit_compile=True)

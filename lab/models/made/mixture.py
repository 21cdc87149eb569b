"""A mixture of independently trained MADEs."""

import tensorflow as tf

from lab.models.densities import log_mean_exp
from lab.models.made.sampling import sample_mixture


class MADEMixture:
    """p(x) = (1/M) sum over m of p_m(x): the mean of the probabilities, not of the logits.

    models: M trained MADEs of one input_dim; each may have orders of its own.
    Raises ValueError where there are none, or their input_dim differ.
    Source: Germain et al., "MADE" (2015), whose ensembles of orders average in this way.
    """

    def __init__(self, models):
        self.models = list(models)
        sizes = sorted({model.input_dim for model in self.models})
        if len(sizes) != 1:
            raise ValueError(f"models: expected MADEs of one input_dim, received {sizes or 'none'}")

    def log_prob(self, x):
        """log p(x) in nats [B], with p(x) = (1/n) sum over the n `models` m of p_m(x).

        Each of them has `log_prob`. Raises ValueError where x is not binary images [B, D].
        """
        return log_mean_exp(tf.stack([model.log_prob(x) for model in self.models]))

    def sample(self, n, seed=0, given=None):
        """n images [n, D] of 0 and 1, as `MADE.sample`: the network of each image is sampled too.

        With `given`, a prefix of every order of every network, it is sampled by its probability of
        what is given.
        """
        return sample_mixture(self.models, n, seed, given)

"""What the models that sample a class for each of their samples have in common."""

import numpy as np
from scipy.stats import chisquare


def assert_classes_are_sampled(test, model, by_class):
    """Samples of seed 1 are `by_class` [C, n, D], each image of one class, chosen uniformly."""
    by_class = np.asarray(by_class)
    samples = np.asarray(model.sample(by_class.shape[1], seed=1))
    apart = np.abs(samples - by_class).max(-1)
    np.testing.assert_allclose(apart.min(0), 0, atol=1e-6)
    classes = apart.argmin(0)
    test.assertGreater(np.sort(apart, axis=0)[1].min(), 1e-5, "two classes look the same")
    test.assertGreater(chisquare(np.bincount(classes, minlength=len(by_class))).pvalue, 1e-3)
    # nor does one follow from the class before it
    pairs = np.bincount(len(by_class) * classes[:-1] + classes[1:], minlength=len(by_class) ** 2)
    test.assertGreater(chisquare(pairs).pvalue, 1e-3)

"""Quality of generated images, measured with an independent classifier, the judge."""

import numpy as np
from scipy.special import softmax
from scipy.stats import entropy

from lab.evaluation.codes import in_batches


def judged_right(judge, images, labels):
    """Share of images [N, D] that the judge assigns to the class [N] they were generated for."""
    logits = in_batches(judge, images)
    return float(np.mean(logits.argmax(axis=1) == np.asarray(labels)))


def variance_within_class(images, labels):
    """Variance of a pixel over the images of its class, mean over pixels and classes.

    Images [N, D] in [0, 1]; 0 where all images of a class are the same one.
    """
    images, labels = np.asarray(images), np.asarray(labels)
    classes = np.unique(labels)
    return float(np.mean([images[labels == label].var(axis=0).mean() for label in classes]))


def judged_sure(judge, images, at_least=0.9):
    """Share of images [N, D] to which the judge gives some class at least this probability."""
    logits = in_batches(judge, images)
    return float(np.mean(softmax(logits, axis=1).max(axis=1) >= at_least))


def effective_classes(judge, images):
    """Effective number of classes among images [N, D], according to the judge.

    exp of the entropy of the class frequencies: C if all are equally frequent, 1 if there is only
    one.
    """
    logits = in_batches(judge, images)
    shares = np.bincount(logits.argmax(axis=1)) / len(logits)
    return float(np.exp(entropy(shares)))

"""What the part densities measures of each density: its likelihood, its samples, its cost."""

import dataclasses
import math
import statistics
import time

import numpy as np

from lab.data import as_pixels, evenly_spaced
from lab.data.dataset import MIDDLE_GREY
from lab.evaluation.averages import mean_and_se
from lab.evaluation.codes import in_batches
from lab.evaluation.frechet import frechet_distance
from lab.evaluation.generation import effective_classes, judged_sure
from lab.evaluation.importance import estimated_mean_nll
from lab.evaluation.likelihood import mean_elbo, nlls
from lab.evaluation.neighbours import Manifold, copying, nearest_distances
from lab.parts.densities.families import BOUND, BOUND_WITH_CLASS, EXACT, NONE
from lab.parts.densities.told import AnyClass

# samples of z for each image, of which some are estimated from more
FEW, CHOSEN = 20, 200
# samples whose nearest training image is looked for: by far the longest search
SEARCHED = 2000
# of which the median time is taken
REPEATED = 3


@dataclasses.dataclass(frozen=True)
class Real:
    """The real images that samples are compared with.

    features [N, F]: of so many test images in the judge's last hidden layer, and their Manifold.
    training: images [M, D]. unseen [N]: distances of test images to the nearest of these.
    """

    judge: object
    features: np.ndarray
    manifold: Manifold
    training: np.ndarray
    unseen: np.ndarray

    @classmethod
    def of(cls, data, judge, count):
        """Of a data set, with at most `count` of its test images."""
        test = data.test.spread(count).images
        training = data.train.spread().images
        features = in_batches(judge.features, test)
        unseen = nearest_distances(_searched(test), training)
        return cls(judge, features, Manifold(features), training, unseen)

    def __len__(self):
        return len(self.features)


def quality(images, real):
    """How images [N, D], as many as the real ones, compare with them, and whether they are copies
    of training images.
    """
    features = in_batches(real.judge.features, images)
    return {
        "classes": effective_classes(real.judge, images),
        "judged_sure": judged_sure(real.judge, images),
        "precision": real.manifold.share_of(features),
        "recall": Manifold(features).share_of(real.features),
        "frechet": frechet_distance(features, real.features),
        **copying(nearest_distances(_searched(images), real.training), real.unseen),
    }


def _searched(images):
    return images[evenly_spaced(len(images), SEARCHED)]


def black_and_white(images, drawn, seed):
    """Images [N, D] in [0, 1] as 0 and 1: drawn, each pixel with its grey as probability, as from
    a density of black and white; or thresholded as data sets are.
    """
    if drawn:
        return (np.random.default_rng(seed).random(images.shape) < images).astype(np.float32)
    return (as_pixels(images) >= MIDDLE_GREY).astype(np.float32)


def samples_and_cost(model, count, seed):
    """(`count` images [count, D], metrics): samples of a model, and the time that they take."""

    def timed(n):
        times = []
        for repeat in range(REPEATED):
            start = time.perf_counter()
            np.asarray(model.sample(n, seed + repeat))
            times.append(time.perf_counter() - start)
        return statistics.median(times)

    # before it is timed: a first call allocates
    images = np.asarray(model.sample(count, seed))
    timing = {"sampling_seconds_one": timed(1), "sampling_seconds_all": timed(count)}
    return images, timing | {"parameters": parameters(model)}


def parameters(model):
    """How many numbers were learned, all networks of it together."""
    if hasattr(model, "models"):
        return sum(parameters(one) for one in model.models)
    for name in ("parameters", "free_parameters"):
        if hasattr(model, name):
            return getattr(model, name)
    return sum(int(np.size(variable)) for variable in model.trainable_variables)


def likelihood(model, kind, test, draws):
    """What is known of -log p(x), nats per image of a split, by the kind of the density; errors are
    those of the mean over images, of estimates also that of what few samples say.
    """
    if kind == NONE:
        return {}
    if kind == EXACT:
        nll, error = mean_and_se(nlls(model, test.images))
        return {"test_nll_nats_exact": float(nll), "test_nll_nats_exact_se": float(error)}
    labels = None
    if kind == BOUND_WITH_CLASS:
        model, labels = AnyClass(model), test.labels
    chosen = evenly_spaced(len(test), CHOSEN)
    found = estimated_mean_nll(model, test.images, min(FEW, draws), draws, chosen)
    return {
        "test_nll_nats_bound": -mean_elbo(model, test.images, labels=labels),
        "test_nll_nats_estimate": found.nll,
        "test_nll_nats_estimate_se": math.hypot(found.images_se, found.se),
    }


def agreement(metrics, keys):
    """Of each kind of likelihood the share of pairs of densities, among those that have it, of
    which the likelier one is also closer to real images by the Fréchet distance.
    """
    shares = {}
    for kind in (EXACT, BOUND, "estimate"):
        rows = [
            (metrics[f"test_nll_nats_{kind}_{key}"], metrics[f"frechet_{key}"])
            for key in keys
            if f"test_nll_nats_{kind}_{key}" in metrics
        ]
        agree = [
            (one[0] < other[0]) == (one[1] < other[1])
            for place, one in enumerate(rows)
            for other in rows[:place]
        ]
        if agree:
            shares[f"agreeing_pairs_{kind}"] = float(np.mean(agree))
    return shares

"""Descends on a classifier, fits a density, and integrates divergences; no network is trained."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from lab.experiment.outcome import Outcome, gathered
from lab.parts.generative_basics import CLASSES, GREEN, measures
from lab.parts.generative_basics.discrimination import (
    descend,
    distance_to_nearest,
    mahalanobis,
    surprisal,
)

# of the normal distribution of each class: mean, standard deviations, angle of its axes
MEANS = ((-1.6, -0.7), (0.0, 1.0), (1.6, -0.7))
STDS = ((0.9, 0.6), (0.4, 0.3), (0.6, 0.9))
ANGLES = (0.5, -0.4, 0.3)
# points of a path, and of a side of a map, that the figures show
PATH_POINTS, GRID = 200, 120


def run(context):
    """The classifier and the density, then the KL divergence and maximum likelihood."""
    p, rng = context.parameters, np.random.default_rng(context.seed)
    metrics, arrays = gathered(
        [
            _new_green_points(p, rng),
            measures.term(),
            measures.areas(),
            measures.two_directions(),
            measures.likelihood(p.counts, rng),
        ]
    )
    return Outcome(metrics, [], arrays)


def _new_green_points(p, rng):
    """Points sought by descent on -log p(green|x), and sampled from a density fitted to green."""
    points, labels = _three_classes(p.points, rng)
    classifier = LogisticRegression().fit(points, labels)
    network = classifier.coef_.T, classifier.intercept_
    green = points[labels == GREEN]
    mean, covariance = green.mean(axis=0), np.cov(green.T)
    other_means = [points[labels == label].mean(axis=0) for label in (0, 2)]
    starts = np.stack([points.mean(axis=0), *other_means])
    paths = descend(starts, *network, GREEN, p.rate, p.steps)
    ends, samples = paths[-1], rng.multivariate_normal(mean, covariance, p.samples)
    distances = {
        "descended": mahalanobis(ends, mean, covariance),
        "sampled": mahalanobis(samples, mean, covariance),
    }
    metrics = {
        "accuracy_classifier": float(classifier.score(points, labels)),
        "p_green_descended_min": float(np.exp(-surprisal(ends, *network, GREEN)).min()),
        "mahalanobis_descended_min": float(distances["descended"].min()),
        "mahalanobis_sampled_mean": float(distances["sampled"].mean()),
        "mahalanobis_sampled_max": float(distances["sampled"].max()),
        "mahalanobis_ratio_descended_to_sampled": float(
            distances["descended"].min() / distances["sampled"].mean()
        ),
        "nearest_distance_descended_min": float(distance_to_nearest(ends, green).min()),
        "nearest_distance_sampled_mean": float(distance_to_nearest(samples, green).mean()),
    }
    axes, grid = _plane(np.concatenate([points, samples, ends]))
    kept = np.unique(np.geomspace(1, p.steps + 1, PATH_POINTS).astype(int)) - 1
    arrays = {
        "surprise": surprisal(grid, *network, GREEN).reshape(GRID, GRID),
        "distance": mahalanobis(grid, mean, covariance).reshape(GRID, GRID),
        "points": points,
        "drawn": samples,
        "paths": paths[kept],
        "axes": axes,
    }
    arrays = {name: values.astype(np.float32) for name, values in arrays.items()}
    return metrics, arrays | {"labels": labels}


def _three_classes(count, rng):
    """Points [3 count, 2] of three normal distributions, and their labels."""
    points = []
    for mean, std, angle in zip(MEANS, STDS, ANGLES, strict=True):
        rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        points.append(mean + rng.standard_normal((count, 2)) * std @ rotation)
    return np.concatenate(points), np.repeat(np.arange(len(CLASSES)), count)


def _plane(points):
    """Axes [2, GRID] of a map that holds all the points, and its grid points [GRID * GRID, 2]."""
    low, high = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    axes = np.stack([np.linspace(low[i], high[i], GRID) for i in range(2)])
    return axes, np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)

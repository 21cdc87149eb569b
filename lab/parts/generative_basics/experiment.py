"""What the part generative-basics trains and measures."""

import numpy as np

from lab.experiment.outcome import Outcome
from lab.parts.generative_basics import CLASSES, GREEN, measures

MEANS = ((-1.6, -0.7), (0.0, 1.0), (1.6, -0.7))


SPREADS = ((0.9, 0.6), (0.4, 0.3), (0.6, 0.9))


TURNS = (0.5, -0.4, 0.3)


SHOWN_STEPS, GRID = 200, 120


def run(context):
    """Descends, fits and integrates; nothing is trained but the toy's classifier."""
    rng = np.random.default_rng(context.seed)
    metrics, arrays = {}, {}
    for numbers, pictures in (
        _discriminative(context.parameters, rng),
        measures.term(),
        measures.areas(),
        measures.two_directions(),
        measures.likelihood(context.parameters.counts, rng),
    ):
        metrics |= numbers
        arrays |= pictures
    return Outcome(metrics, [], arrays)


def _discriminative(p, rng):
    """The green class by descending -log p(green|x), and by a density fitted to its points."""
    from sklearn.linear_model import LogisticRegression

    from lab.parts.generative_basics import discrimination as toy

    points, labels = _three_classes(p.points, rng)
    classifier = LogisticRegression().fit(points, labels)
    network = classifier.coef_.T, classifier.intercept_
    green = points[labels == GREEN]
    mean, covariance = green.mean(axis=0), np.cov(green.T)
    others = [points[labels == label].mean(axis=0) for label in (0, 2)]
    starts = np.stack([points.mean(axis=0), *others])
    paths = toy.descend(starts, *network, GREEN, p.rate, p.steps)
    ends, drawn = paths[-1], rng.multivariate_normal(mean, covariance, p.samples)
    nearest = toy.distance_to_nearest
    far, usual = (toy.mahalanobis(found, mean, covariance) for found in (ends, drawn))
    metrics = {
        "classifier_accuracy": float(classifier.score(points, labels)),
        "descended_p_green": float(np.exp(-toy.surprise(ends, *network, GREEN)).min()),
        "descended_mahalanobis": float(far.min()),
        "sampled_mahalanobis": float(usual.mean()),
        "sampled_mahalanobis_largest": float(usual.max()),
        "descended_over_sampled": float(far.min() / usual.mean()),
        "descended_nearest_point": float(nearest(ends, green).min()),
        "sampled_nearest_point": float(nearest(drawn, green).mean()),
    }
    everything = np.concatenate([points, drawn, ends])
    low, high = everything.min(axis=0) - 0.5, everything.max(axis=0) + 0.5
    axes = [np.linspace(low[i], high[i], GRID) for i in range(2)]
    grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    shown = np.unique(np.geomspace(1, p.steps + 1, SHOWN_STEPS).astype(int)) - 1
    levels = {
        "surprise": toy.surprise(grid, *network, GREEN),
        "distance": toy.mahalanobis(grid, mean, covariance),
    }
    arrays = {name: values.reshape(GRID, GRID) for name, values in levels.items()}
    arrays |= {"points": points, "drawn": drawn, "paths": paths[shown], "axes": np.stack(axes)}
    arrays = {name: values.astype(np.float32) for name, values in arrays.items()}
    return metrics, arrays | {"labels": labels}


def _three_classes(count, rng):
    """Points [3 count, 2] of three normal distributions, and their labels."""
    points = []
    for mean, spread, turn in zip(MEANS, SPREADS, TURNS, strict=True):
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        points.append(mean + rng.standard_normal((count, 2)) * spread @ rotation)
    return np.concatenate(points), np.repeat(np.arange(len(CLASSES)), count)

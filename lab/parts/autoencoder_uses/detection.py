"""Anomaly detection by a score that is high for anomalous images."""

import dataclasses

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

FALSE_POSITIVE_RATES = np.linspace(0, 1, 201)


def brightness_deviations(images, normal):
    """Distance of each image's mean brightness from that of the normal images: [N, D] -> [N]."""
    return np.abs(images.mean(axis=1) - normal.mean(dtype=float))


@dataclasses.dataclass(frozen=True)
class Detection:
    """How well a score separates anomalous from normal images.

    auroc: the probability that a foreign image scores higher than a normal one.
    threshold: the score that the wanted share of the normal images seen in training do not exceed.
    true_negative_rate, false_negative_rate: shares of the new normal and of the foreign images that
    do not exceed it. true_positive_rates: the ROC curve at the FALSE_POSITIVE_RATES.
    """

    auroc: float
    threshold: float
    true_negative_rate: float
    false_negative_rate: float
    true_positive_rates: np.ndarray


def detection(seen, normal, foreign, passing=0.95):
    """The Detection by scores of normal images seen in training, of new ones, and of foreign ones.

    passing: the share of the normal images seen that shall pass.
    """
    scores = np.concatenate([normal, foreign])
    is_foreign = np.repeat([False, True], [len(normal), len(foreign)])
    false_positives, true_positives, _ = roc_curve(is_foreign, scores)
    threshold = np.quantile(seen, passing)
    return Detection(
        auroc=float(roc_auc_score(is_foreign, scores)),
        threshold=float(threshold),
        true_negative_rate=float(np.mean(normal <= threshold)),
        false_negative_rate=float(np.mean(foreign <= threshold)),
        true_positive_rates=np.interp(FALSE_POSITIVE_RATES, false_positives, true_positives),
    )

"""Disentanglement: how well single latents represent the factors that generated the images.

Codes are float [N, Z]; factors int [N, F], each the position of a value among its values, of which
those in `categorical` have no order. The scores are high where every factor has a number of the
code for itself. Where a code is a distribution q(z|x), MIG is of samples from it, SAP and DCI are
of its means: so their sources have it, and so the mean of a collapsed latent counts in them.
"""

import dataclasses

import numpy as np
from scipy.stats import entropy
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, mutual_info_score

BINS = 20
FOREST = {"n_estimators": 10, "max_depth": 12, "min_samples_leaf": 5}


def information_about_factors(codes, factors):
    """Mutual information I(z_j; v_f) of each latent and each factor, in nats: [Z, F].

    From counts; each z_j is cut into 20 bins of equal width between its least and largest value.
    """
    return np.array(
        [[mutual_info_score(binned, factor) for factor in factors.T] for binned in _binned(codes).T]
    )


def factor_entropies(factors):
    """H(v_f), nats: [F]."""
    return np.array([entropy(np.bincount(factor)) for factor in factors.T])


def mig(information, entropies):
    """The mutual information gap, in [0, 1], from I(z_j; v_f) [Z, F] and H(v_f) [F].

        mean over f of (I(z_a; v_f) - I(z_b; v_f)) / H(v_f)

    with a and b the two latents with the most information about the factor f. 1: one latent
    determines it and no other carries any information about it.
    Source: Chen, Li, Grosse, Duvenaud, "Isolating Sources of Disentanglement in Variational
    Autoencoders" (2018), equation 6.
    """
    second, first = np.sort(information, axis=0)[-2:]
    return float(np.mean((first - second) / entropies))


def sap(codes, factors, categorical=()):
    """Separated attribute predictability, in [0, 1].

        mean over f of S(a, f) - S(b, f),  a and b the two latents with the largest S(., f)

    S(j, f) says how well a linear model of z_j alone tells v_f: for an ordered factor R^2, which is
    cov(z_j, v_f)^2 / (var z_j var v_f); for one of C categories the balanced accuracy, which is 1/C
    by chance, so that a perfect code has the gap 1 - 1/C there.
    Source: Kumar, Sattigeri, Balakrishnan, "Variational Inference of Disentangled Latent Concepts
    from Unlabeled Observations" (2018), section 3.
    """
    told = [
        [_accuracy(z, v) if f in categorical else _squared_correlation(z, v) for z in codes.T]
        for f, v in enumerate(factors.T)
    ]
    second, first = np.sort(np.transpose(told), axis=0)[-2:]
    return float(np.mean(first - second))


@dataclasses.dataclass(frozen=True)
class DCI:
    """Three scores, each at most 1; the first two at least 0."""

    disentanglement: float
    completeness: float
    informativeness: float


def dci(codes, factors, categorical=(), seed=0):
    """Disentanglement, completeness and informativeness of a code, as a DCI.

    A random forest for each factor, fitted to the first half of the images, says how important each
    latent is: R_jf >= 0, with sum over j of 1. With P_jf = R_jf / sum over f of R_jf,
    Q_jf = R_jf / sum over j of R_jf, and the entropies H to the base of the number of their terms:

        disentanglement = sum over j of w_j (1 - H(P_j.)),  w_j = sum over f of R_jf / sum of all
        completeness = mean over f of 1 - H(Q_.f)
        informativeness = mean over f of R^2 (categories: accuracy) on the second half

    The first is high where each latent serves one factor, the second where each factor is told by
    one latent.
    Source: Eastwood, Williams, "A Framework for the Quantitative Evaluation of Disentangled
    Representations" (2018), section 2.
    """
    half = len(codes) // 2
    importances, told = [], []
    for f, values in enumerate(factors.T):
        kind = RandomForestClassifier if f in categorical else RandomForestRegressor
        forest = kind(**FOREST, random_state=seed).fit(codes[:half], values[:half])
        importances.append(forest.feature_importances_)
        told.append(forest.score(codes[half:], values[half:]))
    return DCI(*_shares_of_one(np.transpose(importances)), float(np.mean(told)))


def _shares_of_one(importances):
    """Disentanglement and completeness of importances [Z, F]."""
    latents, factors = importances.shape
    used = importances.sum(1) > 0
    weights = importances[used].sum(1) / importances.sum()
    one_factor = 1 - entropy(importances[used], axis=1, base=factors)
    one_latent = 1 - entropy(importances, axis=0, base=latents)
    return float(weights @ one_factor), float(np.mean(one_latent))


def _binned(codes):
    """Codes [N, Z] as the numbers of their bins, int."""
    low, high = codes.min(0), codes.max(0)
    width = np.where(high > low, high - low, 1) / BINS
    return np.minimum((codes - low) / width, BINS - 1).astype(int)


def _squared_correlation(z, values):
    if np.ptp(z) == 0:
        return 0.0
    return float(np.corrcoef(z, values)[0, 1] ** 2)


def _accuracy(z, values):
    """Balanced accuracy of a linear classifier that sees one number of the code."""
    inputs = z[:, None] / max(np.std(z), 1e-12)
    classifier = LogisticRegression(C=1e3, class_weight="balanced").fit(inputs, values)
    return float(balanced_accuracy_score(values, classifier.predict(inputs)))

"""The KL divergence: its term, its areas, its two directions, and maximum likelihood.

Each function gives (metrics, arrays). Source: notes, on the KL term; slides, "Approach 2".
"""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.stats import binom, entropy

from lab.evaluation.divergences import (
    Normals,
    kl_as_area,
    kl_between_normals,
    kl_integrand,
    least_forward_kl,
    least_reverse_kl,
    modes_covered,
)
from lab.parts.generative_basics import NORMALS, PAIRS

SIGMAS, MUS = np.geomspace(0.1, 4, 121), np.linspace(-3, 3, 121)
AREA_AXIS = np.linspace(-10, 16, 521)
TWO_MODES = {"weights": (0.6, 0.4), "means": (-2.0, 2.0), "stds": (0.6, 0.6)}
TWO_MODES_AXIS = np.linspace(-6, 6, 301)
FIT_MEANS = np.linspace(-4, 4, 81)
TRIALS, THETAS = 12, np.linspace(0.1, 0.9, 161)


def term():
    """KL(N(mu, sigma^2) || N(0, 1)): its formula, its integral, and what is printed."""
    checked = [(mu, sigma) for mu in (-1.5, 0.0, 2.0) for sigma in (0.3, 1.0, 2.5)]
    areas = np.array([kl_as_area(Normals.one(*m), Normals.one(0, 1)) for m in checked])
    mu, sigma = np.array(checked).T
    least = minimize_scalar(
        lambda s: kl_between_normals(0.0, s), bounds=(0.05, 10), method="bounded"
    )
    metrics = {
        "kl_error_nats_term": float(np.abs(kl_between_normals(mu, sigma) - areas).max()),
        "kl_error_nats_printed_term": float(np.abs(_printed_term(mu, sigma) - areas).max()),
        "sigma_minimising_term": float(least.x),
    }
    over_sigma = {m: kl_between_normals(m, SIGMAS) for m in (0.0, 1.0, 2.0)}
    over_mu = {s: kl_between_normals(MUS, s) for s in (1.0, 0.5, 2.0)}
    arrays = {
        "term_sigmas": SIGMAS,
        "term_mus": MUS,
        "term_over_sigma_at": np.array(list(over_sigma)),
        "term_over_sigma": np.stack(list(over_sigma.values())),
        "term_over_mu_at": np.array(list(over_mu)),
        "term_over_mu": np.stack(list(over_mu.values())),
        "printed_over_sigma": _printed_term(0.0, SIGMAS),
    }
    return metrics, arrays


def _printed_term(mu, sigma):
    """As the notes print it, with sigma where sigma^2 belongs."""
    return (sigma - np.log(sigma) - 1 + mu**2) / 2


def areas():
    """The notes' divergences in both directions: integrands, areas, closed forms."""
    metrics, integrands, errors = {}, [], []
    for first, second in PAIRS:
        closed_form = kl_between_normals(*NORMALS[first], *NORMALS[second])
        p, q = (Normals.one(*NORMALS[name]) for name in (first, second))
        metrics[f"kl_nats_{first}_{second}"] = closed_form
        errors.append(abs(kl_as_area(p, q) - closed_form))
        integrands.append(kl_integrand(p, q, AREA_AXIS))
    metrics["kl_error_nats_areas"] = float(max(errors))
    densities = [np.exp(Normals.one(*law).log_density(AREA_AXIS)) for law in NORMALS.values()]
    arrays = {"area_axis": AREA_AXIS, "integrands": integrands, "area_densities": densities}
    return metrics, {name: np.array(values) for name, values in arrays.items()}


def two_directions():
    """One normal distribution fitted to two modes by KL(target || q), and by KL(q || target)."""
    target = Normals(**TWO_MODES)
    forward = least_forward_kl(target)
    minima = [least_reverse_kl(target, start) for start in target.means]
    reverse = min(minima, key=lambda q: kl_as_area(q, target))
    fits = {"forward": forward, "reverse": reverse}
    metrics = {}
    for name, q in fits.items():
        metrics |= {
            f"mean_{name}": q.mean,
            f"std_{name}": q.std,
            f"modes_{name}": modes_covered(q, target),
            f"kl_nats_target_{name}": kl_as_area(target, q),
            f"kl_nats_{name}_target": kl_as_area(q, target),
        }
    arrays = {
        "modes_axis": TWO_MODES_AXIS,
        "modes_densities": [
            np.exp(normals.log_density(TWO_MODES_AXIS)) for normals in (target, *fits.values())
        ],
        "fit_means": FIT_MEANS,
        "fit_divergences": [
            [kl_as_area(target, Normals.one(mean, forward.std)) for mean in FIT_MEANS],
            [kl_as_area(Normals.one(mean, reverse.std), target) for mean in FIT_MEANS],
        ],
    }
    return metrics, {name: np.array(values) for name, values in arrays.items()}


def likelihood(count, rng):
    """Negative log-likelihood and KL of a binomial family, over its parameter.

    The counts, of TRIALS trials each, come from a mixture, so that no member of the family fits
    them exactly. The likelihood is taken over the counts one by one, the KL over their frequencies.
    """
    chances = rng.choice([0.35, 0.65], size=count, p=[0.75, 0.25])
    counts = rng.binomial(TRIALS, chances)
    frequencies = np.bincount(counts, minlength=TRIALS + 1) / count

    def nll(theta):
        return -float(np.mean(binom.logpmf(counts, TRIALS, theta)))

    def divergence(theta):
        return float(entropy(frequencies, binom.pmf(np.arange(TRIALS + 1), TRIALS, theta)))

    options = {"bounds": (0.05, 0.95), "method": "bounded", "options": {"xatol": 1e-9}}
    likeliest, nearest = (minimize_scalar(f, **options).x for f in (nll, divergence))
    curves = np.array([[nll(theta), divergence(theta)] for theta in THETAS]).T
    data_entropy = float(entropy(frequencies))
    metrics = {
        "theta_max_likelihood": float(likeliest),
        "theta_gap": float(abs(likeliest - nearest)),
        "entropy_nats": data_entropy,
        "entropy_error_nats": float(np.abs(curves[0] - curves[1] - data_entropy).max()),
        "kl_nats_binomial_min": divergence(nearest),
    }
    arrays = {
        "frequencies": frequencies,
        "fitted": binom.pmf(np.arange(TRIALS + 1), TRIALS, likeliest),
        "thetas": THETAS,
        "nll_and_kl": curves,
    }
    return metrics, arrays

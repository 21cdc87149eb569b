"""The KL divergence: its term, its areas, its two directions, and maximum likelihood.

Used by generative_basics.py. Source: notes, on the KL term; slides, "Approach 2".
"""

import numpy as np

SIGMAS, MUS = np.geomspace(0.1, 4, 121), np.linspace(-3, 3, 121)
# the notes' p, q and h: mean and standard deviation
P, Q, H = (0.0, 1.0), (3.0, 3.0), (2.0, 1.0)
DIRECTIONS = {"p_to_q": (P, Q), "p_to_h": (P, H), "q_to_p": (Q, P), "h_to_p": (H, P)}
AREA_AXIS = np.linspace(-10, 16, 521)
TWO_MODES = {"weights": (0.6, 0.4), "means": (-2.0, 2.0), "stds": (0.6, 0.6)}
TWO_MODES_AXIS = np.linspace(-6, 6, 301)
FIT_MEANS = np.linspace(-4, 4, 81)
TRIALS, THETAS = 12, np.linspace(0.1, 0.9, 161)


def term():
    """KL(N(mu, sigma^2) || N(0, 1)): its formula, its integral, and what is printed."""
    from scipy.optimize import minimize_scalar

    from lab.evaluation.divergences import Normals, kl_as_area, kl_between_normals

    checked = [(mu, sigma) for mu in (-1.5, 0.0, 2.0) for sigma in (0.3, 1.0, 2.5)]
    areas = np.array([kl_as_area(Normals.one(*m), Normals.one(0, 1)) for m in checked])
    mu, sigma = np.array(checked).T
    least = minimize_scalar(
        lambda s: kl_between_normals(0.0, s), bounds=(0.05, 10), method="bounded"
    )
    metrics = {
        "term_area_error": float(np.abs(kl_between_normals(mu, sigma) - areas).max()),
        "printed_term_error": float(np.abs(_printed_term(mu, sigma) - areas).max()),
        "term_minimum_sigma": float(least.x),
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
    """The notes' two divergences, and the same turned round: integrands, areas, closed forms."""
    from lab.evaluation.divergences import Normals, kl_as_area, kl_between_normals, kl_integrand

    metrics, integrands, errors = {}, [], []
    for name, (ours, theirs) in DIRECTIONS.items():
        first, second = Normals.one(*ours), Normals.one(*theirs)
        metrics[f"kl_{name}"] = kl_between_normals(*ours, *theirs)
        errors.append(abs(kl_as_area(first, second) - metrics[f"kl_{name}"]))
        integrands.append(kl_integrand(first, second, AREA_AXIS))
    metrics["kl_area_error"] = float(max(errors))
    densities = [np.exp(Normals.one(*normal).log_density(AREA_AXIS)) for normal in (P, Q, H)]
    arrays = {"area_axis": AREA_AXIS, "integrands": integrands, "area_densities": densities}
    return metrics, {name: np.array(values) for name, values in arrays.items()}


def two_directions():
    """One normal distribution fitted to two modes by KL(target || q), and by KL(q || target)."""
    from lab.evaluation import divergences
    from lab.evaluation.divergences import Normals, kl_as_area

    target = Normals(**TWO_MODES)
    forward = divergences.least_forward_kl(target)
    tried = [divergences.least_reverse_kl(target, start) for start in target.means]
    reverse = min(tried, key=lambda q: kl_as_area(q, target))
    fits = {"forward": forward, "reverse": reverse}
    metrics = {}
    for name, q in fits.items():
        metrics |= {
            f"{name}_mean": q.mean,
            f"{name}_std": q.std,
            f"{name}_modes": divergences.modes_covered(q, target),
            f"{name}_fit_kl_to_fit": kl_as_area(target, q),
            f"{name}_fit_kl_from_fit": kl_as_area(q, target),
        }
    moved = [Normals.one(mean, reverse.std) for mean in FIT_MEANS]
    arrays = {
        "modes_axis": TWO_MODES_AXIS,
        "modes_densities": [
            np.exp(normals.log_density(TWO_MODES_AXIS)) for normals in (target, *fits.values())
        ],
        "fit_means": FIT_MEANS,
        "fit_divergences": [
            [kl_as_area(target, Normals.one(mean, forward.std)) for mean in FIT_MEANS],
            [kl_as_area(q, target) for q in moved],
        ],
    }
    return metrics, {name: np.array(values) for name, values in arrays.items()}


def likelihood(count, rng):
    """-log-likelihood and KL of a binomial family, over its parameter, for counts of another law.

    The counts, of TRIALS trials each, come from a mixture, so that no member of the family is
    right. The likelihood is taken over the counts one by one, the KL over their frequencies.
    """
    from scipy.optimize import minimize_scalar
    from scipy.stats import binom, entropy

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
    own = float(entropy(frequencies))
    metrics = {
        "likelihood_theta": float(likeliest),
        "likelihood_minima_apart": float(abs(likeliest - nearest)),
        "likelihood_entropy": own,
        "likelihood_entropy_error": float(np.abs(curves[0] - curves[1] - own).max()),
        "likelihood_least_kl": divergence(nearest),
    }
    arrays = {
        "frequencies": frequencies,
        "fitted": binom.pmf(np.arange(TRIALS + 1), TRIALS, likeliest),
        "thetas": THETAS,
        "nll_and_kl": curves,
    }
    return metrics, arrays

"""Kullback-Leibler divergences: in closed form, as areas, and minimised by a fit. In nats.

KL(p || q) = integral of p log(p / q).
"""

import dataclasses

import numpy as np
from scipy.integrate import quad
from scipy.optimize import minimize

# in standard deviations: what lies outside adds less than 1e-20
REACH = 12


@dataclasses.dataclass(frozen=True)
class Normals:
    """A mixture of normal distributions on the line: weights, means, standard deviations [M]."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    stds: tuple[float, ...]

    @classmethod
    def one(cls, mean, std):
        """N(mean, std^2)."""
        return cls((1.0,), (mean,), (std,))

    def log_density(self, x):
        """log p(x) for x of any shape."""
        units = (np.asarray(x)[..., None] - self.means) / self.stds
        heights = np.log(self.weights) - np.log(self.stds) - np.log(2 * np.pi) / 2
        return np.logaddexp.reduce(heights - np.square(units) / 2, axis=-1)

    @property
    def mean(self):
        """The mean of the mixture: a number."""
        return float(np.dot(self.weights, self.means))

    @property
    def std(self):
        """The standard deviation of the mixture: a number, in the unit of x."""
        squares = np.square(self.stds) + np.square(self.means)
        return float(np.sqrt(np.dot(self.weights, squares) - self.mean**2))

    @property
    def support(self):
        """(low, high): the density outside is negligible."""
        means, reach = np.array(self.means), REACH * np.array(self.stds)
        return float(min(means - reach)), float(max(means + reach))


def kl_between_normals(mean_p, std_p, mean_q=0.0, std_q=1.0):
    """KL(N(mean_p, std_p^2) || N(mean_q, std_q^2)), elementwise, in nats.

    In closed form, with v = std_p^2 / std_q^2 and m = (mean_p - mean_q) / std_q:
        (v - log v - 1 + m^2) / 2

    By default q = N(0, 1): the term of a VAE's loss. 0 where both are the same.
    Source: notes, the KL term, with sigma mended to sigma^2.
    """
    variance = np.square(std_p / std_q)
    mean = (mean_p - mean_q) / std_q
    return (variance - np.log(variance) - 1 + np.square(mean)) / 2


def kl_integrand(p, q, x):
    """p(x) log(p(x) / q(x)), whose integral over x is KL(p || q)."""
    log_p = p.log_density(x)
    return np.exp(log_p) * (log_p - q.log_density(x))


def kl_as_area(p, q):
    """KL(p || q) by adaptive quadrature of its integrand, for Normals p and q."""
    low, high = p.support
    value, _ = quad(
        lambda x: kl_integrand(p, q, x),
        low,
        high,
        points=sorted(set(p.means)),
        epsabs=1e-10,
        epsrel=1e-10,
        limit=200,
    )
    return float(value)


def least_forward_kl(target):
    """The normal q that minimises KL(target || q): it has the target's mean and variance."""
    return Normals.one(target.mean, target.std)


def least_reverse_kl(target, start):
    """The normal q that minimises KL(q || target), by descent from N(start, 1).

    Where the target has several modes there are several such minima; the start chooses.
    """
    units = np.linspace(-REACH, REACH, 1001)
    log_units = Normals.one(0.0, 1.0).log_density(units)
    weights = np.exp(log_units) * (units[1] - units[0])

    def divergence(parameters):
        mean, log_std = parameters
        log_target = target.log_density(mean + np.exp(log_std) * units)
        return np.sum(weights * (log_units - log_std - log_target))

    options = {"xatol": 1e-8, "fatol": 1e-12}
    found = minimize(divergence, (start, 0.0), method="Nelder-Mead", options=options)
    return Normals.one(float(found.x[0]), float(np.exp(found.x[1])))


def modes_covered(q, target, within=2):
    """Number of the target's components whose mean lies within two standard deviations of q's."""
    distances = np.abs(np.array(target.means) - q.mean) / q.std
    return int(np.sum(distances <= within))

"""What is checked of log-densities and divergences, in NumPy."""

import itertools

import numpy as np
from scipy.integrate import quad

from lab.assignments.checks import compared, value
from lab.assignments.exercise import Check

IMAGES, NUMBERS = 4, 5
LARGE = 1000.0
# by quadrature of the definition
AREA_TOLERANCE = 1e-5


def of_bernoulli(rng):
    return {
        "x": (rng.uniform(size=(IMAGES, NUMBERS)) < 0.5).astype(float),
        "logits": 2 * rng.normal(size=(IMAGES, NUMBERS)),
    }


def bernoulli(x, logits):
    return np.sum(x * logits - np.logaddexp(0, logits), axis=-1)


def of_all_images(rng):
    """Every black and white image of NUMBERS pixels, under the same logits."""
    x = np.array(list(itertools.product((0.0, 1.0), repeat=NUMBERS)))
    return {"x": x, "logits": np.broadcast_to(rng.normal(size=NUMBERS), x.shape).copy()}


def _judge_sum(given, received):
    if (wrong := compared(bernoulli(**given), received["value"], np.inf)).passed:
        return compared(1.0, np.exp(received["value"]).sum())
    return wrong


def of_large_logits(rng):
    return {
        "x": np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]),
        "logits": np.array([[LARGE, -LARGE, 1.0], [LARGE, -LARGE, 1.0]]),
    }


def of_broadcast(rng):
    return {"x": of_bernoulli(rng)["x"], "logits": rng.normal(size=(3, IMAGES, NUMBERS))}


BERNOULLI = (
    value("value", 5, of_bernoulli, bernoulli),
    Check("sum = 1", 4, "call", of_all_images, _judge_sum),
    value("logits ±1000", 4, of_large_logits, bernoulli),
    value("broadcast", 3, of_broadcast, bernoulli),
)


def of_gaussian(rng):
    return {
        "x": rng.normal(size=(IMAGES, NUMBERS)),
        "mean": rng.normal(size=(IMAGES, NUMBERS)),
        "std": np.array(rng.uniform(0.3, 2.0)),
    }


def of_gaussian_vector(rng):
    return of_gaussian(rng) | {"std": rng.uniform(0.3, 2.0, (IMAGES, NUMBERS))}


def gaussian(x, mean, std):
    squared = np.square((x - mean) / std)
    return -np.sum(squared / 2 + np.log(std) + np.log(2 * np.pi) / 2, axis=-1)


def of_a_line(rng):
    """Points on a line, close enough for the area below the density."""
    x = np.linspace(-40, 40, 401)[:, np.newaxis]
    mean = np.full_like(x, rng.uniform(-2, 2))
    return {"x": x, "mean": mean, "std": np.array(rng.uniform(0.5, 2.0))}


def _judge_area(given, received):
    if (wrong := compared(gaussian(**given), received["value"], np.inf)).passed:
        area = np.trapezoid(np.exp(received["value"]), given["x"][:, 0])
        return compared(1.0, np.asarray(area), AREA_TOLERANCE)
    return wrong


GAUSSIAN = (
    value("one std", 5, of_gaussian, gaussian),
    value("std each", 5, of_gaussian_vector, gaussian),
    Check("area = 1", 6, "call", of_a_line, _judge_area),
)


def of_heads(rng):
    return {
        "mu": rng.normal(size=(IMAGES, NUMBERS)),
        "log_var": rng.normal(size=(IMAGES, NUMBERS)),
    }


def kl_to_standard(mu, log_var):
    """By quadrature of its definition, one number after the other."""
    std = np.exp(log_var / 2)
    found = [_area(m, s, 0.0, 1.0) for m, s in zip(mu.ravel(), std.ravel(), strict=True)]
    return np.reshape(found, mu.shape).sum(axis=-1)


def _area(mean_p, std_p, mean_q, std_q):
    """KL between two normals as the integral of p log(p / q)."""

    def integrand(x):
        log_p = -np.square((x - mean_p) / std_p) / 2 - np.log(std_p)
        log_q = -np.square((x - mean_q) / std_q) / 2 - np.log(std_q)
        return np.exp(log_p) / np.sqrt(2 * np.pi) * (log_p - log_q)

    return quad(integrand, mean_p - 12 * std_p, mean_p + 12 * std_p, epsabs=1e-11)[0]


def of_priors(rng):
    return {"mu": np.zeros((IMAGES, NUMBERS)), "log_var": np.zeros((IMAGES, NUMBERS))}


def of_three_axes(rng):
    return {"mu": rng.normal(size=(2, 3, 2)), "log_var": rng.normal(size=(2, 3, 2))}


KL_TO_STANDARD = (
    value("value", 8, of_heads, kl_to_standard),
    value("q = prior", 4, of_priors, lambda mu, log_var: np.zeros(IMAGES)),
    value("more axes", 4, of_three_axes, kl_to_standard),
)


def of_values(rng):
    return {"values": 3 * rng.normal(size=(6, IMAGES))}


def log_mean_exp(values):
    largest = values.max(axis=0)
    return largest + np.log(np.mean(np.exp(values - largest), axis=0))


def of_very_small(rng):
    return {"values": rng.normal(size=(6, IMAGES)) - LARGE}


def of_very_large(rng):
    return {"values": rng.normal(size=(6, IMAGES)) + LARGE}


def of_one(rng):
    return {"values": rng.normal(size=(1, IMAGES))}


LOG_MEAN_EXP = (
    value("value", 6, of_values, log_mean_exp),
    value("at -1000", 4, of_very_small, log_mean_exp, tolerance=1e-8),
    value("at +1000", 3, of_very_large, log_mean_exp, tolerance=1e-8),
    value("k = 1", 3, of_one, log_mean_exp),
)


def of_normals(rng):
    return {
        "mean_p": rng.normal(size=3),
        "std_p": rng.uniform(0.3, 2.0, 3),
        "mean_q": rng.normal(size=3),
        "std_q": rng.uniform(0.3, 2.0, 3),
    }


def kl_between_normals(mean_p, std_p, mean_q=0.0, std_q=1.0):
    found = [_area(*four) for four in np.nditer([mean_p, std_p, mean_q, std_q])]
    return np.reshape(found, np.shape(mean_p))


def of_one_normal(rng):
    return {"mean_p": rng.normal(size=3), "std_p": rng.uniform(0.3, 2.0, 3)}


def of_same(rng):
    mean, std = rng.normal(size=3), rng.uniform(0.3, 2.0, 3)
    return {"mean_p": mean, "std_p": std, "mean_q": mean, "std_q": std}


def _zeros(**given):
    return np.zeros_like(given["mean_p"])


KL_BETWEEN_NORMALS = (
    value("value", 8, of_normals, kl_between_normals, recipe="call_numpy"),
    value("q = N(0, 1)", 4, of_one_normal, kl_between_normals, recipe="call_numpy"),
    value("p = q", 4, of_same, _zeros, recipe="call_numpy"),
)

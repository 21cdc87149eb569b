"""What is checked of autoencoders' losses and noise, in NumPy."""

import numpy as np
from scipy.special import expit

from lab.assignments.checks import compared, derivative, differences, value
from lab.assignments.exercise import Check, Verdict
from lab.languages import say

IMAGES, PIXELS, UNITS = 5, 4, 3
# many enough for shares, few enough to be sent
MANY_IMAGES, MANY_PIXELS = 40, 50
COUNT = MANY_IMAGES * MANY_PIXELS
# in standard deviations of what is estimated: right noise is never that far off
BOUND = 6.0
UNCHANGED = 1e-6
EPSILON = 1e-6
# in float32 the distance of EPSILON to 1 is rounded
ENDS_TOLERANCE = 1e-2


def of_errors(rng):
    return {
        "x": rng.uniform(size=(IMAGES, PIXELS)),
        "reconstruction": rng.normal(size=(IMAGES, PIXELS)),
    }


def of_error_gradients(rng):
    return of_errors(rng) | {"upstream": rng.normal(size=IMAGES)}


def of_other_precision(rng):
    given = of_errors(rng)
    return given | {"x": (given["x"] < 0.5).astype(np.float32)}


def squared_error(x, reconstruction):
    return np.mean((x - reconstruction) ** 2, axis=-1)


SQUARED_ERROR = (
    value("value", 4, of_errors, squared_error),
    derivative("dL/dy", 2, of_error_gradients, squared_error, by="reconstruction"),
    value("precision", 2, of_other_precision, squared_error),
)


def _of_noise(kind, images, strengths):
    def arguments(rng):
        return {
            "images": images(rng),
            "kind": kind,
            "strength": rng.uniform(*strengths),
            "seed": rng.integers(1000),
            "purpose": rng.integers(16, 18),
            "step": rng.integers(1, 1000),
        }

    return arguments


def _grey(rng):
    return np.full((MANY_IMAGES, MANY_PIXELS), 0.5)


def _black_and_white(rng):
    return np.tile(np.arange(MANY_PIXELS) % 2.0, (MANY_IMAGES, 1))


def _no_ends(rng):
    """Neither black nor white, no two values alike."""
    return rng.uniform(0.2, 0.8, (MANY_IMAGES, MANY_PIXELS))


def _few(rng):
    return rng.uniform(0.3, 0.7, (IMAGES, PIXELS))


def _near(name, received, expected, deviation):
    """None, or a Verdict: an estimate is further off than chance takes it."""
    if abs(received - expected) <= BOUND * deviation:
        return None
    return Verdict(
        False,
        say(
            "{what}: expected {expected:.3g}, received {received:.3g}",
            what=name,
            expected=expected,
            received=float(received),
        ),
    )


def _alike(noise):
    """None, or a Verdict: noise is the same for all images, or for all pixels of one."""
    names = say("the noise is the same in all images"), say("all pixels of an image change alike")
    for axis, name in enumerate(names):
        # of independent numbers means are closer together by the root of how many there are
        expected = noise.std() / np.sqrt(noise.shape[axis])
        if noise.mean(axis=axis).std() > 2 * expected:
            return Verdict(False, name)
    return None


def _first(*verdicts, otherwise):
    return next((verdict for verdict in verdicts if verdict is not None), Verdict(True, otherwise))


def _judge_gaussian(given, received):
    images, strength = given["images"], float(given["strength"])
    if not (verdict := compared(images, received["value"], np.inf)).passed:
        return verdict
    added = received["value"] - images
    shape = np.mean((added - added.mean()) ** 4) / max(added.var(), 1e-12) ** 2
    return _first(
        _near(say("mean of the noise"), added.mean(), 0.0, strength / np.sqrt(COUNT)),
        _near(say("deviation of the noise"), added.std(), strength, strength / np.sqrt(2 * COUNT)),
        _near(say("mean fourth power"), shape, 3.0, np.sqrt(24 / COUNT)),
        _alike(added),
        otherwise=say("deviation {value:.3g}", value=float(added.std())),
    )


def _judge_cut_off(given, received):
    images = given["images"]
    if not (verdict := compared(images, received["value"], np.inf)).passed:
        return verdict
    found = received["value"]
    if found.min() < 0 or found.max() > 1:
        outside = found.min() if found.min() < 0 else found.max()
        return Verdict(False, say("{value:.3g} is not within [0, 1]", value=float(outside)))
    half = 0.5 / np.sqrt(COUNT / 2)
    return _first(
        _near(say("share of 0"), np.mean(found[images == 0] == 0), 0.5, half),
        _near(say("share of 1"), np.mean(found[images == 1] == 1), 0.5, half),
        otherwise=say("within [0, 1]"),
    )


def _judge_shares(of_zeros, of_ones):
    """A judge of noise that makes these shares of the strength black, and white."""

    def judge(given, received):
        images, strength = given["images"], float(given["strength"])
        if not (verdict := compared(images, received["value"], np.inf)).passed:
            return verdict
        found = received["value"]
        changed = np.abs(found - images) > UNCHANGED
        ends = (found == 0) | (found == 1)
        # what is neither the pixel nor an end is named by its place
        kept = compared(np.where(changed & ends, found, images), found)
        if not kept.passed:
            return kept
        shares = [
            _near(name, np.mean(found == end), share * strength, _deviation(share * strength))
            for name, end, share in (
                (say("share of 0"), 0, of_zeros),
                (say("share of 1"), 1, of_ones),
            )
        ]
        told = say("changed: {share:.3g}", share=float(changed.mean()))
        return _first(*shares, _alike(changed.astype(float)), otherwise=told)

    return judge


def _deviation(share):
    return np.sqrt(max(share * (1 - share), 0) / COUNT)


def _judge_again(given, received):
    first, again, *others = (received[f"value {i}"] for i in range(5))
    if not np.array_equal(first, again):
        return Verdict(False, say("twice the same arguments, and not the same noise"))
    for name, other in zip(("step", "purpose", "seed"), others, strict=True):
        if np.array_equal(first, other):
            return Verdict(False, say("another {argument}, and the same noise", argument=name))
    return Verdict(True, say("the same noise for the same arguments alone"))


CORRUPTED = (
    Check(
        "gaussian",
        5,
        "autoencoders.corrupted",
        _of_noise("gaussian", _grey, (0.05, 0.08)),
        _judge_gaussian,
    ),
    Check(
        "cut off",
        3,
        "autoencoders.corrupted",
        _of_noise("gaussian", _black_and_white, (0.2, 0.8)),
        _judge_cut_off,
    ),
    Check(
        "masking",
        4,
        "autoencoders.corrupted",
        _of_noise("masking", _no_ends, (0.2, 0.35)),
        _judge_shares(1, 0),
    ),
    Check(
        "salt, pepper",
        4,
        "autoencoders.corrupted",
        _of_noise("salt_and_pepper", _no_ends, (0.3, 0.5)),
        _judge_shares(0.5, 0.5),
    ),
    Check(
        "repeatable",
        4,
        "autoencoders.corrupted_again",
        _of_noise("gaussian", _few, (0.05, 0.08)),
        _judge_again,
    ),
)


def of_denoising(rng):
    shape = IMAGES, PIXELS
    return {
        "x": rng.uniform(size=shape),
        "training": True,
        "step": rng.integers(1, 1000),
        "seed": rng.integers(1, 1000),
        "strength": rng.uniform(0.1, 0.9),
        "factor": rng.uniform(size=shape),
        "offset": rng.normal(size=shape),
        "other_offset": rng.normal(size=shape),
        "kernel": rng.normal(size=(PIXELS, PIXELS)),
        "bias": rng.normal(size=PIXELS),
    }


def of_denoising_evaluation(rng):
    return of_denoising(rng) | {"training": False}


def denoising_loss(x, factor, offset, kernel, bias, **given):
    return squared_error(x, (x * factor + offset) @ kernel + bias)


def _denoising(name, points, arguments):
    return value(
        name,
        points,
        arguments,
        denoising_loss,
        recipe="autoencoders.denoising_terms",
        reply="value loss",
    )


DENOISING = (
    _denoising("training", 8, of_denoising),
    _denoising("evaluation", 4, of_denoising_evaluation),
)


def of_bernoullis(rng):
    return {"p": rng.uniform(0.05, 0.4), "q": rng.uniform(0.05, 0.95, (IMAGES, UNITS))}


def of_same(rng):
    p = rng.uniform(0.05, 0.4)
    return {"p": p, "q": np.full((IMAGES, UNITS), p)}


def of_ends(rng):
    return {"p": rng.uniform(0.05, 0.4), "q": np.array([[0.0, 0.5, 0.1], [0.9, 0.2, 1.0]])}


def of_bernoulli_gradients(rng):
    return of_bernoullis(rng) | {"upstream": rng.normal(size=IMAGES)}


def kl_between_bernoullis(p, q):
    q = np.clip(q, EPSILON, 1 - EPSILON)
    return np.sum(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)), axis=-1)


def _judge_none(given, received):
    """No divergence, but for what rounding leaves of it."""
    zeros = np.zeros(IMAGES)
    if not (verdict := compared(zeros, received["value"], np.inf)).passed:
        return verdict
    left = received["value"]
    return compared(zeros, np.where(np.abs(left) < UNCHANGED, 0.0, left))


BERNOULLIS = (
    value("value", 6, of_bernoullis, kl_between_bernoullis, recipe="autoencoders.bernoullis"),
    Check("p = q", 2, "autoencoders.bernoullis", of_same, _judge_none),
    value(
        "q = 0 and 1",
        3,
        of_ends,
        kl_between_bernoullis,
        recipe="autoencoders.bernoullis",
        tolerance=ENDS_TOLERANCE,
    ),
    derivative(
        "dL/dq",
        3,
        of_bernoulli_gradients,
        kl_between_bernoullis,
        by="q",
        recipe="autoencoders.bernoullis_gradients",
    ),
)


def of_codes(rng):
    return {
        "x": rng.uniform(size=(IMAGES, PIXELS)),
        "code": rng.uniform(0.05, 0.95, (IMAGES, UNITS)),
        "rho": rng.uniform(0.05, 0.2),
        "beta": rng.uniform(0.5, 3),
        "kernel": rng.normal(size=(UNITS, PIXELS)),
        "bias": rng.normal(size=PIXELS),
        "upstream": rng.normal(size=IMAGES),
    }


def sparse_terms(x, code, rho, beta, kernel, bias, **given):
    recon = squared_error(x, code @ kernel + bias)
    sparsity = np.full(len(x), kl_between_bernoullis(rho, code.mean(axis=0)))
    return {"recon": recon, "sparsity": sparsity, "loss": recon + beta * sparsity}


def _sparse(name, points):
    return value(
        name,
        points,
        of_codes,
        lambda **given: sparse_terms(**given)[name],
        recipe="autoencoders.sparse_terms",
        reply=f"value {name}",
    )


def _judge_sparse_loss(given, received):
    """The right loss, or that of the terms beside it if one of them is right."""
    expected = sparse_terms(**given)
    verdict = compared(expected["loss"], received["value loss"])
    recon, sparsity = (received[f"value {name}"] for name in ("recon", "sparsity"))
    if received["value loss"].shape != expected["loss"].shape:
        return verdict
    if verdict.passed or not (
        compared(expected["recon"], recon).passed or compared(expected["sparsity"], sparsity).passed
    ):
        return verdict
    of_them = compared(recon + given["beta"] * sparsity, received["value loss"])
    return of_them if of_them.passed else verdict


def _judge_sparse_gradient(given, received):
    if "dL/dcode" not in received:
        return Verdict(False, say("no gradient arrives there: it is None"))
    expected = differences(lambda **moved: sparse_terms(**moved)["loss"], given, "code")
    return compared(expected, received["dL/dcode"])


SPARSE = (
    _sparse("recon", 2),
    _sparse("sparsity", 5),
    Check("loss", 3, "autoencoders.sparse_terms", of_codes, _judge_sparse_loss),
    Check("dL/dcode", 4, "autoencoders.sparse_terms", of_codes, _judge_sparse_gradient),
)


def of_encoder(rng):
    given = {
        "x": rng.uniform(size=(IMAGES, PIXELS)),
        "kernel": rng.normal(size=(PIXELS, UNITS)),
        "bias": rng.normal(size=UNITS),
        "upstream": rng.normal(size=IMAGES),
    }
    return given | {"code": _codes(**given)}


def _codes(x, kernel, bias, **given):
    return expit(x @ kernel + bias)


def _norm_of_jacobian(code, upstream, **given):
    """The squares of all derivatives of the codes by the images, by differences, added up."""
    squares = np.zeros(IMAGES)
    for unit in range(UNITS):
        # an image moves its own code alone
        of_unit = np.zeros((IMAGES, UNITS))
        of_unit[:, unit] = 1
        squares += np.sum(differences(_codes, given | {"upstream": of_unit}, "x") ** 2, axis=-1)
    return squares


def squared_norm(code, kernel, **given):
    return (code * (1 - code)) ** 2 @ np.sum(kernel**2, axis=0)


SQUARED_NORM = (
    value("value", 6, of_encoder, _norm_of_jacobian, recipe="autoencoders.squared_norm"),
    derivative("dL/dh", 3, of_encoder, squared_norm, by="code", recipe="autoencoders.squared_norm"),
    derivative(
        "dL/dW", 3, of_encoder, squared_norm, by="kernel", recipe="autoencoders.squared_norm"
    ),
)

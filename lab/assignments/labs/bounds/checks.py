"""What is checked of bounds on log p(x): linear-Gaussian VAEs, of which all is known."""

import numpy as np
from scipy.special import logsumexp

from lab.assignments.checks import compared, compared_mean, value
from lab.assignments.exercise import Check, Verdict
from lab.assignments.labs.bounds.linear import LinearGaussian
from lab.languages import say

IMAGES, PIXELS, LATENTS, CLASSES = 3, 5, 2, 3
# z for each image where a mean is checked
COPIES, SAMPLES = 20_000, 10_000
# of sums in float32
FLOAT32 = 1e-4
# of a variance and of a gradient that were estimated from so many
SPREAD, GRADIENT = 0.3, 0.1
LARGE = 1000.0


def of_weights(rng, latents=LATENTS):
    """Images, and a linear VAE whose q(z|x) is not the posterior."""
    return {
        "x": rng.normal(size=(IMAGES, PIXELS)),
        "std": rng.uniform(0.5, 0.9),
        "mu_head kernel": 0.3 * rng.normal(size=(PIXELS, latents)),
        "mu_head bias": rng.choice((-1, 1), latents) * rng.uniform(0.5, 1.0, latents),
        "log_var_head kernel": 0.2 * rng.normal(size=(PIXELS, latents)),
        "log_var_head bias": rng.uniform(-1.5, -0.8, latents),
        "pixel_head kernel": rng.choice((-1, 1), (latents, PIXELS))
        * rng.uniform(0.3, 0.7, (latents, PIXELS)),
        "pixel_head bias": rng.normal(size=PIXELS),
    }


def of_blind(rng):
    """The decoder takes no notice of z: log p(x|z) is the same for every z."""
    given = of_weights(rng)
    given["pixel_head kernel"] = np.zeros((LATENTS, PIXELS))
    return given


def of_posterior(rng):
    """q(z|x) = p(z|x): every weight p(x, z) / q(z|x) is p(x)."""
    given = of_weights(rng)
    directions, _ = np.linalg.qr(rng.normal(size=(PIXELS, LATENTS)))
    scales = rng.uniform(0.8, 1.5, LATENTS)
    precision = scales**2 + given["std"] ** 2
    given["pixel_head kernel"] = scales[:, np.newaxis] * directions.T
    given["mu_head kernel"] = directions * (scales / precision)
    given["mu_head bias"] = -given["pixel_head bias"] @ given["mu_head kernel"]
    given["log_var_head kernel"] = np.zeros((PIXELS, LATENTS))
    given["log_var_head bias"] = np.log(given["std"] ** 2 / precision)
    return given


def of_classes(rng):
    """Black and white images of known classes, and a decoder that sees the class alone."""
    given = of_weights(rng)
    del given["std"]
    heads = {"mu_head kernel": 0.5, "log_var_head kernel": 0.2}
    for name, scale in heads.items():
        given[name] = scale * rng.normal(size=(PIXELS + CLASSES, LATENTS))
    of_class = 2 * rng.normal(size=(CLASSES, PIXELS))
    given["pixel_head kernel"] = np.concatenate([np.zeros((LATENTS, PIXELS)), of_class])
    given["x"] = (rng.uniform(size=(IMAGES, PIXELS)) < 0.5).astype(float)
    return given | {"y": rng.permutation(CLASSES)}


def _class_terms(given):
    """log p(x|y) for a decoder that sees the class alone, and KL(q(z|x, y) || p(z)): [B] each."""
    x, y = given["x"], np.eye(CLASSES)[given["y"]]
    logits = y @ given["pixel_head kernel"][LATENTS:] + given["pixel_head bias"]
    both = np.concatenate([x, y], axis=1)
    mu, log_var = (
        both @ given[f"{head} kernel"] + given[f"{head} bias"]
        for head in ("mu_head", "log_var_head")
    )
    kl = np.sum(np.exp(log_var) - log_var - 1 + mu**2, axis=-1) / 2
    return np.sum(x * logits - np.logaddexp(0, logits), axis=-1), kl


def with_options(arguments, **options):
    """These arguments, and options of the method."""
    return lambda rng: arguments(rng) | options | {"seed": rng.integers(1000)}


def of_two_seeds(arguments, **options):
    """These arguments, options, and two seeds."""
    return lambda rng: arguments(rng) | options | {"seed": 5, "other": 6}


def _judge_seeds(given, received):
    first, again, other = (received[name] for name in ("first", "again", "other"))
    if not (same := compared(first, again)).passed:
        return Verdict(False, say("the same seed gives other numbers: {words}", words=same.words))
    if np.isclose(first, other, rtol=1e-6).any():
        return Verdict(False, say("another seed gives the same numbers"))
    return Verdict(True, say("the seed chooses the samples"))


def _of(given):
    """Over how many samples a mean was taken."""
    return next(int(given[name]) for name in ("copies", "k", "count") if name in given)


def _mean(closed_form):
    """A judge: the samples have this mean, within what their variance allows."""

    def judge(given, received):
        mean, variance = closed_form(LinearGaussian(given))
        return compared_mean(mean, variance, received["mean"], _of(given))

    return judge


def _spread(closed_form):
    """A judge: the samples have this variance, within what so many allow."""

    def judge(given, received):
        _, variance = closed_form(LinearGaussian(given))
        return compared(np.ones(len(variance)), received["variance"] / variance, SPREAD)

    return judge


def elbo_of_blind(**given):
    vae = LinearGaussian(given)
    return vae.log_likelihood(vae.mu) - vae.kl


of_one_sample = with_options(of_weights, output="value", copies=COPIES)
ELBO = (
    value(
        *("z unused", 5, with_options(of_blind), elbo_of_blind),
        recipe="bounds.measured",
        tolerance=FLOAT32,
    ),
    Check("mean over z", 3, "bounds.moments", of_one_sample, _mean(LinearGaussian.elbo)),
    Check("spread", 2, "bounds.moments", of_one_sample, _spread(LinearGaussian.elbo)),
    value(
        *("class", 2, with_options(of_classes), lambda **given: np.subtract(*_class_terms(given))),
        recipe="bounds.measured",
        tolerance=FLOAT32,
    ),
    Check("seed", 2, "bounds.two_seeds", of_two_seeds(of_weights), _judge_seeds),
)

of_few = with_options(of_blind, count=4)
of_many = with_options(of_weights, count=SAMPLES, output="value 0")


def _judge_same_z(given, received):
    expected = np.broadcast_to(LinearGaussian(given).log_prob, (int(given["count"]), IMAGES))
    for reply in ("value 0", "value 1"):
        if not (shape := compared(expected, received[reply], np.inf)).passed:
            return shape
    return compared(expected, received["value 0"] - received["value 1"], FLOAT32)


ELBO_TERMS = (
    value(
        *("likelihood", 3, of_few),
        lambda **given: np.tile(LinearGaussian(given).log_likelihood(0.0), (4, 1)),
        recipe="bounds.measured",
        reply="value 0",
        tolerance=FLOAT32,
    ),
    Check("same z", 4, "bounds.measured", with_options(of_posterior, count=4), _judge_same_z),
    value(
        *("KL", 3, of_few, lambda **given: LinearGaussian(given).kl),
        recipe="bounds.measured",
        reply="value 2",
        tolerance=FLOAT32,
    ),
    Check(
        *("mean over z", 1, "bounds.moments", of_many),
        _mean(LinearGaussian.elbo_without_kl),
    ),
    Check(
        *("spread", 1, "bounds.moments", of_many),
        _spread(LinearGaussian.elbo_without_kl),
    ),
)

of_k = with_options(of_weights, k=SAMPLES, output="value")


def class_weights(**given):
    return np.tile(_class_terms(given)[0], (int(given["k"]), 1))


LOG_WEIGHTS = (
    value(
        *("q exact", 5, with_options(of_posterior, k=4)),
        lambda **given: np.tile(LinearGaussian(given).log_prob, (4, 1)),
        recipe="bounds.measured",
        tolerance=FLOAT32,
    ),
    Check("mean = ELBO", 3, "bounds.moments", of_k, _mean(LinearGaussian.log_weight)),
    Check("spread", 2, "bounds.moments", of_k, _spread(LinearGaussian.log_weight)),
    Check(
        *("from prior", 3, "bounds.moments"),
        with_options(of_weights, k=SAMPLES, output="value", proposal="prior"),
        _mean(LinearGaussian.prior_weight),
    ),
    value(
        *("class", 2, with_options(of_classes, k=3, proposal="prior"), class_weights),
        recipe="bounds.measured",
        tolerance=FLOAT32,
    ),
    Check("seed", 1, "bounds.two_seeds", of_two_seeds(of_weights, k=3), _judge_seeds),
)


def of_log_weights(rng):
    return {"log_weights": 2 * rng.normal(size=(12, IMAGES)) - 5, "count": np.array(4)}


def of_single(rng):
    return of_log_weights(rng) | {"count": np.array(1)}


def of_left_over(rng):
    return {"log_weights": 2 * rng.normal(size=(11, IMAGES)) - 5, "count": np.array(4)}


def of_shifted(arguments, shift):
    return lambda rng: (given := arguments(rng)) | {"log_weights": given["log_weights"] + shift}


def estimates(log_weights, count):
    count = int(count)
    groups = range(len(log_weights) // count)
    rows = [log_weights[count * group : count * (group + 1)] for group in groups]
    return np.array([logsumexp(row, axis=0) - np.log(count) for row in rows])


ESTIMATES = (
    value("value", 3, of_log_weights, estimates, recipe="call_numpy"),
    value("k = 1", 2, of_single, estimates, recipe="call_numpy"),
    value("left over", 2, of_left_over, estimates, recipe="call_numpy"),
    value(
        *("at -1000", 2, of_shifted(of_log_weights, -LARGE), estimates),
        recipe="call_numpy",
        tolerance=1e-8,
    ),
    value(
        *("at +1000", 2, of_shifted(of_log_weights, LARGE), estimates),
        recipe="call_numpy",
        tolerance=1e-8,
    ),
)


def of_samples(rng):
    return {"log_weights": rng.normal(size=(10, IMAGES))}


def of_equal(rng):
    return {"log_weights": np.tile(rng.normal(size=IMAGES), (10, 1))}


def of_one_that_counts(rng):
    log_weights = rng.normal(size=(10, IMAGES))
    log_weights[rng.integers(10, size=IMAGES), np.arange(IMAGES)] += 60
    return {"log_weights": log_weights}


def effective_sample_size(log_weights):
    shares = np.exp(log_weights - logsumexp(log_weights, axis=0))
    return 1 / np.sum(shares**2, axis=0)


EFFECTIVE_SAMPLE_SIZE = (
    value("value", 3, of_samples, effective_sample_size, recipe="call_numpy"),
    value(*("equal: S", 2, of_equal, lambda **given: np.full(IMAGES, 10.0)), recipe="call_numpy"),
    value(
        *("one counts: 1", 1, of_one_that_counts, lambda **given: np.ones(IMAGES)),
        recipe="call_numpy",
    ),
    value(
        *("at -1000", 2, of_shifted(of_samples, -LARGE), effective_sample_size),
        recipe="call_numpy",
    ),
    value(
        *("at +1000", 1, of_shifted(of_samples, LARGE), effective_sample_size),
        recipe="call_numpy",
    ),
)


def of_training(arguments, training=False, samples=3, **options):
    """These arguments, for a step in training or in evaluation."""
    fixed = {"samples": samples, "training": training} | options
    return lambda rng: arguments(rng) | fixed | {"step": rng.integers(1000)}


def of_one_latent(rng):
    return of_weights(rng, latents=1)


def of_far(rng):
    """Images so far from what the model makes that p(x) vanishes."""
    given = of_posterior(rng)
    return given | {"x": given["x"] + 60 * rng.choice((-1, 1), (IMAGES, PIXELS))}


def iwae_loss(**given):
    return -LinearGaussian(given).log_prob


def of_known_noise(rng):
    """In training, with the noise of all samples."""
    given = of_training(of_weights, training=True)(rng)
    return given | {"epsilon": rng.normal(size=(given["samples"], IMAGES, LATENTS))}


def loss_of_noise(**given):
    """Of the noise that is given, [B]."""
    log_weights = LinearGaussian(given).log_weights(given["epsilon"])
    return np.log(len(log_weights)) - logsumexp(log_weights, axis=0)


def _mean_loss(**given):
    return loss_of_noise(**given).mean()


def _mean_bound(**given):
    """The expectation of the loss."""
    return -LinearGaussian(given).bound(int(given["samples"]))[0].mean()


def _slopes(loss, given, name, step=1e-4):
    """The derivative of a loss by a weight, by differences."""
    found = np.zeros_like(given[name])
    for index in np.ndindex(found.shape):
        ends = []
        for sign in (1, -1):
            moved = given | {name: given[name].copy()}
            moved[name][index] += sign * step
            ends.append(loss(**moved))
        found[index] = (ends[0] - ends[1]) / (2 * step)
    return found


def _judge_bound(given, received):
    mean, variance = LinearGaussian(given).bound(int(given["samples"]))
    return compared_mean(-mean, variance, received["mean"], given["copies"])


def _judge_gradients(names, loss, tolerance):
    def judge(given, received):
        expected, found = (
            np.concatenate([np.ravel(of(name)) for name in names])
            for of in (
                lambda name: _slopes(loss, given, name),
                lambda name: received[f"dL/d{name}"],
            )
        )
        return compared(expected, found, tolerance)

    return judge


def iwae_recon(**given):
    return -LinearGaussian(given).log_likelihood(0.0) / PIXELS


def _judge_blind_gradient(given, received):
    residual = given["x"] - given["pixel_head bias"]
    expected = -residual.mean(axis=0) / given["std"] ** 2
    return compared(expected, received["dL/dpixel_head bias"], FLOAT32)


in_training = of_training(of_one_latent, training=True, samples=2, copies=COPIES)
DECODER = ("pixel_head kernel", "pixel_head bias")
ENCODER = tuple(
    f"{head} {kind}" for head in ("mu_head", "log_var_head") for kind in ("kernel", "bias")
)
IWAE = (
    value(
        *("q exact", 3, of_training(of_posterior), iwae_loss),
        recipe="bounds.iwae_terms",
        reply="value loss",
        tolerance=FLOAT32,
    ),
    value(
        *("p(x) = 0", 2, of_training(of_far), iwae_loss),
        recipe="bounds.iwae_terms",
        reply="value loss",
        tolerance=FLOAT32,
    ),
    Check(
        *("k = 1: ELBO", 2, "bounds.iwae_moments"),
        of_training(of_one_latent, samples=1, copies=COPIES),
        _judge_bound,
    ),
    Check(
        *("k = 2", 3, "bounds.iwae_moments"),
        of_training(of_one_latent, samples=2, copies=COPIES),
        _judge_bound,
    ),
    value(
        *("in training", 1, of_known_noise, loss_of_noise),
        recipe="bounds.iwae_terms",
        reply="value loss",
        tolerance=FLOAT32,
    ),
    value(
        *("recon", 2, of_training(of_blind), iwae_recon),
        recipe="bounds.iwae_terms",
        reply="value recon",
        tolerance=FLOAT32,
    ),
    value(
        *("kl", 2, of_training(of_blind), lambda **given: LinearGaussian(given).kl / LATENTS),
        recipe="bounds.iwae_terms",
        reply="value kl",
        tolerance=FLOAT32,
    ),
    Check(
        *("by the bias", 1, "bounds.iwae_gradients"),
        of_training(of_blind, training=True, copies=1),
        _judge_blind_gradient,
    ),
    Check(
        *("by decoder", 1, "bounds.iwae_gradients", of_known_noise),
        _judge_gradients(DECODER, _mean_loss, FLOAT32),
    ),
    # of one noise there are several right ones, which are alike on average
    Check(
        *("by encoder", 1, "bounds.iwae_gradients", in_training),
        _judge_gradients(ENCODER, _mean_bound, GRADIENT),
    ),
)

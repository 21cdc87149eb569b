"""What is checked of the weight on KL, of conditional VAEs and of scores of codes, in NumPy."""

import numpy as np

from lab.assignments.checks import compared, compared_mean, value
from lab.assignments.exercise import Check

IMAGES, PIXELS, LATENTS, CLASSES = 3, 5, 2, 4
COPIES = 20_000
# of sums in float32; of derivatives by differences; of a variance that was estimated
FLOAT32, DIFFERENCES, SPREAD = 1e-4, 1e-4, 0.3
NODES, BINS = 40, 20


def of_step(training=True, warm_up=40, steps=(0, 7, 33), weight=np.nan, compiled=False):
    """Arguments for the weights of a loss at these steps."""

    def drawn(rng):
        return {
            "training": training,
            "steps": np.array(steps),
            "compiled": compiled,
            "weight": weight,
            "input_dim": rng.integers(5, 20),
            "beta": rng.uniform(2, 8),
            "warm_up": warm_up,
        }

    return drawn


def beta_now(training, steps, beta, warm_up, **given):
    if not training or not warm_up:
        return np.full(len(steps), beta)
    return beta * np.minimum(steps / warm_up, 1)


def weight_on_recon(steps, weight, input_dim, **given):
    return np.full(len(steps), float(input_dim if np.isnan(weight) else weight))


def _weights(name, points, arguments, expected=beta_now, reply="beta"):
    return value(name, points, arguments, expected, recipe="classes.loss_weights", reply=reply)


LOSS_WEIGHTS = (
    _weights("evaluation", 3, of_step(training=False)),
    _weights("rising", 3, of_step()),
    _weights("afterwards", 2, of_step(steps=(40, 41, 1000))),
    _weights("no warm-up", 2, of_step(warm_up=0)),
    _weights("R: None", 1, of_step(), weight_on_recon, "weight"),
    _weights("R: 0", 1, of_step(weight=0.0), weight_on_recon, "weight"),
    _weights("compiled", 2, of_step(steps=(7, 33, 41), compiled=True)),
)


def of_weights(rng, images=IMAGES, classes=CLASSES, latents=LATENTS):
    """Black and white images, their classes, and a CVAE with linear networks."""
    inputs = PIXELS + classes
    return {
        "x": (rng.uniform(size=(images, PIXELS)) < 0.5).astype(float),
        "y": rng.integers(1, classes, images),
        "mu_head kernel": rng.normal(size=(inputs, latents)),
        "mu_head bias": rng.normal(size=latents),
        "log_var_head kernel": 0.3 * rng.normal(size=(inputs, latents)),
        "log_var_head bias": rng.uniform(-1.5, -0.8, latents),
        "pixel_head kernel": 1.5 * rng.normal(size=(latents + classes, PIXELS)),
        "pixel_head bias": rng.normal(size=PIXELS),
    }


def of_loss(rng, *, training=False, samples=3, blind=True, latents=LATENTS):
    """With the weights of a loss. blind: the decoder sees the class alone, and no z."""
    given = of_weights(rng, latents=latents)
    if blind:
        given["pixel_head kernel"][:latents] = 0
    warm_up, step, beta = 100, rng.integers(20, 60), rng.uniform(2, 8)
    return given | {
        "training": training,
        "samples": samples,
        "step": step,
        "warm_up": warm_up,
        "beta": beta,
        "beta_now": beta * step / warm_up if training else beta,
        "reconstruction_weight": rng.uniform(2, 8),
    }


def of_training(rng):
    return of_loss(rng, training=True)


def of_copies(rng):
    """With one latent, which the decoder sees."""
    given = of_loss(rng, blind=False, latents=1)
    given["pixel_head kernel"][0] = rng.choice((-1, 1), PIXELS) * rng.uniform(2, 3, PIXELS)
    given["log_var_head kernel"] *= 0.3
    given["log_var_head bias"] -= 1
    return given | {"copies": COPIES}


def _one_hot(given):
    classes = len(given["mu_head kernel"]) - PIXELS
    return np.eye(classes)[given["y"]]


def _heads(given):
    both = np.concatenate([given["x"], _one_hot(given)], axis=1)
    return (both @ given[f"{h} kernel"] + given[f"{h} bias"] for h in ("mu_head", "log_var_head"))


def _logits(given, z, classes):
    latents = z.shape[-1]
    kernel = given["pixel_head kernel"]
    return z @ kernel[:latents] + classes @ kernel[latents:] + given["pixel_head bias"]


def _recon(given, z):
    logits = _logits(given, z, _one_hot(given))
    return np.mean(np.logaddexp(0, logits) - given["x"] * logits, axis=-1)


def recon(**given):
    """R for a decoder that sees the class alone."""
    mu, _ = _heads(given)
    return _recon(given, mu)


def _kl(given):
    mu, log_var = _heads(given)
    return np.sum(np.exp(log_var) - log_var - 1 + mu**2, axis=-1) / 2


def kl(**given):
    return _kl(given) / LATENTS


def loss(**given):
    return given["reconstruction_weight"] * recon(**given) + given["beta_now"] * _kl(given)


def _moments(given):
    """Mean and variance of R over the mean of all samples of z, by quadrature."""
    nodes, shares = np.polynomial.hermite_e.hermegauss(NODES)
    mu, log_var = _heads(given)
    values = _recon(given, mu + np.exp(log_var / 2) * nodes[:, np.newaxis, np.newaxis])
    shares = shares / shares.sum()
    mean = shares @ values
    return mean, shares @ np.square(values - mean) / given["samples"]


def _judge_mean(given, received):
    return compared_mean(*_moments(given), received["mean"], given["copies"])


def _judge_spread(given, received):
    _, variance = _moments(given)
    return compared(np.ones(len(variance)), received["variance"] / variance, SPREAD)


def _judge_gradients(given, received):
    """By all weights but those of z, whose derivative depends on the noise."""
    expected, found = [], []
    for name in filter(lambda name: " " in name, given):
        expected.append(_gradient(given, name))
        found.append(received[f"dL/d{name}"].astype(float))
        if name == "pixel_head kernel":
            expected[-1][:LATENTS] = found[-1][:LATENTS] = 0
    return compared(
        *(np.concatenate([part.ravel() for part in of]) for of in (expected, found)), DIFFERENCES
    )


def _gradient(given, name, step=1e-5):
    slopes = np.zeros_like(given[name])
    for index in np.ndindex(slopes.shape):
        ends = []
        for sign in (1, -1):
            moved = given | {name: given[name].copy()}
            moved[name][index] += sign * step
            ends.append(loss(**moved).mean())
        slopes[index] = (ends[0] - ends[1]) / (2 * step)
    return slopes


def _term(name, points, arguments, expected, reply):
    recipe = "classes.cvae_terms"
    return value(name, points, arguments, expected, recipe=recipe, reply=reply, tolerance=FLOAT32)


CVAE_TERMS = (
    _term("recon", 3, of_loss, recon, "value recon"),
    _term("kl", 3, of_loss, kl, "value kl"),
    _term("loss", 6, of_loss, loss, "value loss"),
    _term("warm-up", 2, of_training, loss, "value loss"),
    Check("mean over z", 2, "classes.cvae_moments", of_copies, _judge_mean),
    Check("samples", 2, "classes.cvae_moments", of_copies, _judge_spread),
    Check("gradient", 4, "classes.cvae_gradients", of_loss, _judge_gradients),
)


def transfer(**given):
    mu, _ = _heads(given)
    classes = np.eye(len(given["mu_head kernel"]) - PIXELS)
    logits = _logits(given, mu[:, np.newaxis], classes)
    return 1 / (1 + np.exp(-logits))


def of_few_classes(rng):
    return of_weights(rng, images=6, classes=2)


def _judge_own(given, received):
    """Each image in its own class: its reconstruction from the mean of q."""
    expected, rows = transfer(**given), np.arange(len(given["y"]))
    if not (shape := compared(expected, received["value"], np.inf)).passed:
        return shape
    own = rows, given["y"]
    return compared(expected[own], received["value"][own], FLOAT32)


TRANSFER = (
    Check("own class", 3, "classes.transfer", of_weights, _judge_own),
    value("every class", 8, of_weights, transfer, recipe="classes.transfer", tolerance=FLOAT32),
    value("two classes", 3, of_few_classes, transfer, recipe="classes.transfer", tolerance=FLOAT32),
)


def of_codes(rng):
    """Codes that tell something of two factors, and one that tells nothing."""
    factors = np.stack([rng.integers(3, size=200), rng.integers(5, size=200)], axis=1)
    told = factors + rng.normal(size=(200, 2)) * [0.5, 2.0]
    return {"codes": np.concatenate([told, rng.normal(size=(200, 1))], 1), "factors": factors}


def of_planted(rng):
    """Every pair of values equally often, and each factor as it is in a latent of its own."""
    pairs = np.stack(np.meshgrid(np.arange(3), np.arange(4), indexing="ij"), -1).reshape(-1, 2)
    factors = rng.permutation(np.repeat(pairs, 5, axis=0))
    return {"codes": factors * rng.uniform(0.5, 2, 2) - 1, "factors": factors}


def of_constant(rng):
    given = of_codes(rng)
    given["codes"][:, 1] = rng.normal()
    return given


def information(codes, factors):
    return np.array([[_information(z, v) for v in factors.T] for z in codes.T])


def _information(z, v):
    """From the table of counts."""
    width = np.ptp(z) or 1
    binned = np.minimum((z - z.min()) / width * BINS, BINS - 1).astype(int)
    joint = np.zeros((BINS, v.max() + 1))
    np.add.at(joint, (binned, v), 1 / len(z))
    apart = joint.sum(1, keepdims=True) * joint.sum(0)
    seen = joint > 0
    return np.sum(joint[seen] * np.log(joint[seen] / apart[seen]))


INFORMATION = (
    value("value", 4, of_codes, information, recipe="call_numpy"),
    value(
        "z = factor", 4, of_planted, lambda **given: np.diag(np.log([3, 4])), recipe="call_numpy"
    ),
    value("constant z", 2, of_constant, information, recipe="call_numpy"),
)


def of_information(rng):
    """I(z_j; v_f) of five latents and three factors, and the entropies of these."""
    entropies = rng.uniform(1, 3, 3)
    return {"information": entropies * rng.uniform(0, 0.9, (5, 3)), "entropies": entropies}


def of_one_each(rng):
    """Each factor has a latent that determines it, and no other tells anything."""
    entropies = rng.uniform(1, 3, 3)
    told = np.zeros((5, 3))
    told[rng.permutation(5)[:3], np.arange(3)] = entropies
    return {"information": told, "entropies": entropies}


def of_doubled(rng):
    """One of the factors is told by two latents."""
    given = of_one_each(rng)
    given["information"] = np.concatenate(
        [given["information"], given["information"][:, :1] * [[1, 0, 0]]]
    )
    return given


def mig(information, entropies):
    ordered = -np.sort(-information, axis=0)
    return np.mean((ordered[0] - ordered[1]) / entropies)


MIG = (
    value("value", 5, of_information, mig, recipe="call_numpy"),
    value("one each: 1", 3, of_one_each, lambda **given: 1.0, recipe="call_numpy"),
    value("told twice", 4, of_doubled, mig, recipe="call_numpy"),
)


def of_means(rng, offset=0.0):
    """Means whose variances are known, some between the square of the bound and the bound."""
    deviations = rng.permutation([0.0, 0.03, 0.05, 0.07, 0.3, 1.0, 2.0])
    mu = rng.normal(size=(50, len(deviations)))
    mu = (mu - mu.mean(axis=0)) / mu.std(axis=0) * deviations
    return {"mu": mu + offset * rng.choice((-1, 1), len(deviations))}


def of_shifted(rng):
    return of_means(rng, offset=3.0)


def of_least(rng):
    return of_means(rng) | {"least": np.array(0.5)}


def active_units(mu, least=0.01):
    return float(np.sum(np.mean(np.square(mu - mu.mean(axis=0)), axis=0) > least))


ACTIVE_UNITS = (
    value("value", 3, of_means, active_units, recipe="call_numpy"),
    value("far from 0", 3, of_shifted, active_units, recipe="call_numpy"),
    value("least", 2, of_least, active_units, recipe="call_numpy"),
)

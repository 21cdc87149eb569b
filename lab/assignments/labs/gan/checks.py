"""What is checked of a VAE-GAN, of sharpness and of the Frechet distance, in NumPy."""

import numpy as np

from lab.assignments.checks import compared, compared_mean, value
from lab.assignments.exercise import Check

SIDE, STRIDE, CHANNELS, UNITS, IMAGES, LATENTS = 8, 4, 2, 3, 4, 2
PIXELS, FEATURES = SIDE * SIDE, 3
COPIES, NODES = 4000, 40
LEAK, SMALLEST = 0.2, 1e-6
# of sums in float32; of codes that are all but their means; of derivatives by differences
FLOAT32, NARROW, DIFFERENCES = 1e-4, 2e-3, 1e-4
NARROW_LOG_VAR = -20.0


def of_discriminator(rng, layer="discriminator_convolution"):
    """Images, and the weights of a discriminator of which this layer measures similarity."""
    flat = (SIDE // STRIDE) ** 2 * CHANNELS
    return {
        "x": rng.uniform(size=(IMAGES, PIXELS)),
        "layer": layer,
        "convolution kernel": 0.3 * rng.normal(size=(2 * STRIDE, 2 * STRIDE, 1, CHANNELS)),
        "convolution bias": rng.normal(size=CHANNELS),
        "hidden kernel": rng.normal(size=(flat, UNITS)),
        "hidden bias": rng.normal(size=UNITS),
        "realness kernel": 3 * rng.normal(size=(UNITS, 1)),
        "realness bias": rng.normal(size=1),
    }


def of_hidden_layer(rng):
    return of_discriminator(rng, "discriminator_hidden")


def of_larger(rng):
    """A convolution whose outputs are a thousand times as large."""
    given = of_discriminator(rng)
    larger = {name: 1000 * given[name] for name in ("convolution kernel", "convolution bias")}
    return given | larger


def _convolved(given):
    """The convolution's outputs [B, H/S, W/S, channels], window by window."""
    images = given["x"].reshape(-1, SIDE, SIDE)
    padded = np.pad(images, [(0, 0), (STRIDE // 2, STRIDE // 2), (STRIDE // 2, STRIDE // 2)])
    side = SIDE // STRIDE
    out = np.empty((len(images), side, side, CHANNELS))
    for i in range(side):
        for j in range(side):
            rows, columns = (slice(STRIDE * k, STRIDE * (k + 2)) for k in (i, j))
            window = padded[:, rows, columns]
            out[:, i, j] = np.einsum("bij,ijc->bc", window, given["convolution kernel"][:, :, 0])
    return out + given["convolution bias"]


def _passed_on(outputs):
    flat = outputs.reshape(len(outputs), -1)
    leaky = np.where(flat > 0, flat, LEAK * flat)
    return leaky / np.sqrt(np.mean(leaky**2, axis=1, keepdims=True) + SMALLEST)


def _layers(given):
    first = _passed_on(_convolved(given))
    return first, _passed_on(first @ given["hidden kernel"] + given["hidden bias"])


def features(**given):
    first, second = _layers(given)
    return second if str(given["layer"]) == "discriminator_hidden" else first


def logits(**given):
    return (_layers(given)[1] @ given["realness kernel"] + given["realness bias"])[:, 0]


def _discriminate(name, points, arguments, expected, reply):
    return value(
        *(name, points, arguments, expected),
        recipe="gan.discriminate",
        reply=reply,
        tolerance=FLOAT32,
    )


DISCRIMINATE = (
    _discriminate("features", 5, of_discriminator, features, "value 0"),
    _discriminate("hidden layer", 4, of_hidden_layer, features, "value 0"),
    _discriminate("logits", 6, of_discriminator, logits, "value 1"),
    _discriminate("larger", 3, of_larger, logits, "value 1"),
)


def of_vaegan(rng, *, log_var=None, seen=True, latents=LATENTS):
    """Grey images, their codes, a linear decoder and a discriminator that is linear in the image.

    log_var: of all codes, random if not given. seen: whether the decoder takes notice of z.
    """
    shape = (IMAGES, latents)
    return {
        "x": rng.uniform(size=(IMAGES, PIXELS)),
        "mu": rng.normal(size=shape),
        "log_var": rng.uniform(-1.5, 0.5, shape) if log_var is None else np.full(shape, log_var),
        "kernel": rng.normal(size=(latents, PIXELS)) * seen,
        "bias": rng.normal(size=PIXELS),
        "to_features": rng.normal(size=(PIXELS, FEATURES)),
        "to_logit": rng.normal(size=PIXELS) / 4,
        "training": rng.integers(2),
        "step": rng.integers(1000),
    }


def of_blind(rng):
    """All decoded images are the same, so that the noise of z does not count."""
    return of_vaegan(rng, seen=False)


def of_caught(rng):
    """The discriminator takes what is made for what it is."""
    given = of_blind(rng)
    return given | {"to_logit": -np.sign(_made_logit(given)[0]) * given["to_logit"]}


def of_sure(rng):
    """The discriminator is sure, and deceived: its logits are of hundreds."""
    given = of_vaegan(rng, seen=False)
    logit = _made_logit(given)[0]
    return given | {"to_logit": given["to_logit"] * 500 / logit}


def of_narrow(rng):
    """z is all but mu."""
    return of_vaegan(rng, log_var=NARROW_LOG_VAR)


def of_copies(rng):
    return of_vaegan(rng, log_var=NARROW_LOG_VAR, latents=1) | {"copies": COPIES}


def _sigmoid(a):
    return 1 / (1 + np.exp(-a))


def _softplus(a):
    return np.logaddexp(0, a)


def _decoded(given, z):
    return z @ given["kernel"] + given["bias"]


def prior(**given):
    log_var = given["log_var"]
    return np.sum(np.exp(log_var) - log_var - 1 + given["mu"] ** 2, axis=1) / 2


def llike(**given):
    """Of Dec(mu)."""
    made = _sigmoid(_decoded(given, given["mu"]))
    apart = (given["x"] - made) @ given["to_features"]
    return np.sum(apart**2 + np.log(2 * np.pi), axis=1) / 2


def recon(**given):
    """Of Dec(mu), nats per pixel."""
    a = _decoded(given, given["mu"])
    return np.mean(_softplus(a) - given["x"] * a, axis=1)


def _made_logit(given):
    """The discriminator's, of what a decoder makes that takes no notice of z."""
    return np.full(IMAGES, _sigmoid(given["bias"]) @ given["to_logit"])


def gan(**given):
    return -_softplus(-given["x"] @ given["to_logit"]) - 2 * _softplus(_made_logit(given))


def fooled(**given):
    return 2 * _softplus(-_made_logit(given))


def real_right(**given):
    return given["x"] @ given["to_logit"] > 0


def fake_right(**given):
    return _made_logit(given) < 0


def _moments(given):
    """Mean and variance over the prior of log(1 - Dis(x_p)), [B], by quadrature."""
    nodes, shares = np.polynomial.hermite_e.hermegauss(NODES)
    logits = _sigmoid(_decoded(given, nodes[:, np.newaxis])) @ given["to_logit"]
    shares = shares / shares.sum()
    mean = shares @ -_softplus(logits)
    return mean, shares @ np.square(-_softplus(logits) - mean)


def _judge_prior_samples(given, received):
    """What is left of gan without the real image and the one of z = mu."""
    mean, variance = _moments(given)
    made = _sigmoid(_decoded(given, given["mu"])) @ given["to_logit"]
    known = -_softplus(-given["x"] @ given["to_logit"]) - _softplus(made)
    return compared_mean(known + mean, variance, received["mean"], given["copies"])


def _term(name, points, arguments, expected, term=None, tolerance=FLOAT32):
    reply = f"value {term or name}"
    return value(
        name, points, arguments, expected, recipe="gan.terms", reply=reply, tolerance=tolerance
    )


def _weighted(given):
    """The mean of all terms that have a derivative, weighted."""
    found = (prior, llike, recon, gan, fooled)
    parts = [weight * np.mean(term(**given)) for weight, term in zip(WEIGHTS, found, strict=True)]
    return sum(parts)


# of prior, llike, recon, gan and fooled
WEIGHTS = (0.7, 0.05, 3.0, 1.3, 0.9)


def of_gradients(rng):
    return of_blind(rng) | {"weights": np.array(WEIGHTS)}


def _judge_gradient(name):
    """By encoder, decoder or discriminator, of a sum of all terms."""

    def judge(given, received):
        step, slopes = 1e-5, np.zeros_like(given[name])
        for index in np.ndindex(slopes.shape):
            ends = []
            for sign in (1, -1):
                moved = given | {name: given[name].copy()}
                moved[name][index] += sign * step
                ends.append(_weighted(moved))
            slopes[index] = (ends[0] - ends[1]) / (2 * step)
        return compared(slopes, received[f"dL/d{name}"], DIFFERENCES)

    return judge


TERMS = (
    _term("prior", 2, of_narrow, prior),
    _term("llike", 4, of_narrow, llike, tolerance=NARROW),
    _term("gan", 3, of_blind, gan),
    _term("fooled", 3, of_blind, fooled),
    _term("real_right", 1, of_blind, real_right),
    _term("fake_right", 1, of_caught, fake_right),
    _term("recon", 1, of_narrow, recon, tolerance=NARROW),
    _term("sure", 2, of_sure, gan, "gan"),
    Check("z from prior", 2, "gan.moments", of_copies, _judge_prior_samples),
    Check("by encoder", 1, "gan.gradients", of_gradients, _judge_gradient("mu")),
    Check("by decoder", 1, "gan.gradients", of_gradients, _judge_gradient("bias")),
    Check("by discr.", 1, "gan.gradients", of_gradients, _judge_gradient("to_logit")),
)


def of_terms(rng):
    terms = ("prior", "llike", "gan", "fooled")
    return {name: 3 * rng.normal(size=IMAGES) for name in terms} | {
        "beta": rng.uniform(2, 4),
        "gamma": rng.uniform(0.1, 0.5),
    }


def _objective(name, points, number, expected):
    return value(
        *(name, points, of_terms, expected),
        recipe="gan.objectives",
        reply=f"value {number}",
    )


OBJECTIVES = (
    _objective("encoder", 5, 0, lambda prior, llike, beta, **given: beta * prior + llike),
    _objective("decoder", 5, 1, lambda llike, fooled, gamma, **given: gamma * llike + fooled),
    _objective("discriminator", 4, 2, lambda gan, **given: -gan),
)


def of_pictures(rng):
    return {"images": rng.uniform(size=(3, 35)), "shape": np.array([5, 7])}


def of_points(rng):
    """One white pixel each, away from the edge."""
    images = np.zeros((3, 9, 6))
    images[np.arange(3), rng.integers(1, 8, 3), rng.integers(1, 5, 3)] = 1
    return {"images": images.reshape(3, -1), "shape": np.array([9, 6])}


def of_white(rng):
    """White images: all that is seen of them is the edge."""
    return {"images": np.ones((2, 20)), "shape": np.array([4, 5])}


def laplacian_variances(images, shape):
    height, width = shape
    pictures = np.pad(images.reshape(-1, height, width), [(0, 0), (1, 1), (1, 1)])
    around = (
        pictures[:, :-2, 1:-1]
        + pictures[:, 2:, 1:-1]
        + pictures[:, 1:-1, :-2]
        + pictures[:, 1:-1, 2:]
    )
    laplacian = around - 4 * pictures[:, 1:-1, 1:-1]
    return laplacian.reshape(len(images), -1).var(axis=1)


SHARPNESS = (
    value("value", 5, of_pictures, laplacian_variances, recipe="gan.laplacian_variances"),
    value(
        # four neighbours of 1 and a middle of -4, whose sum is 0
        *("one pixel", 4, of_points, lambda images, shape: np.full(3, 20 / np.prod(shape))),
        recipe="gan.laplacian_variances",
    ),
    value("edge", 3, of_white, laplacian_variances, recipe="gan.laplacian_variances"),
)


def of_features(rng):
    return {
        "features": rng.normal(size=(30, 3)) @ rng.normal(size=(3, 3)),
        "others": rng.normal(size=(20, 3)) @ rng.normal(size=(3, 3)) + rng.normal(size=3),
    }


def of_moved(rng):
    """The others are the same features, moved."""
    found = of_features(rng)["features"]
    return {"features": found, "others": found + rng.normal(size=3)}


def of_scaled(rng):
    """The others are the same features, twice as far from their mean."""
    found = of_features(rng)["features"]
    return {"features": found, "others": 2 * found - found.mean(axis=0)}


def of_few(rng):
    """Fewer images than features: the covariances are singular."""
    return {"features": rng.normal(size=(4, 6)), "others": rng.normal(size=(5, 6))}


def frechet_distance(features, others):
    first, second = (np.cov(of, rowvar=False) for of in (features, others))
    # of a product of two covariances: not negative but for rounding
    overlap = np.sqrt(np.linalg.eigvals(first @ second).real.clip(0)).sum()
    apart = features.mean(axis=0) - others.mean(axis=0)
    return apart @ apart + np.trace(first) + np.trace(second) - 2 * overlap


def moved(features, others):
    return np.sum(np.square(others[0] - features[0]))


def scaled(features, others):
    return np.trace(np.cov(features, rowvar=False))


FRECHET = (
    value("value", 5, of_features, frechet_distance, recipe="call_numpy"),
    value("moved", 3, of_moved, moved, recipe="call_numpy"),
    value("scaled", 3, of_scaled, scaled, recipe="call_numpy"),
    value("few images", 3, of_few, frechet_distance, recipe="call_numpy", tolerance=1e-4),
)

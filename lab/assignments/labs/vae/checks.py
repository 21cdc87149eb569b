"""What is checked of the lab sheet's VAE, in NumPy."""

import numpy as np
from scipy.special import expit, log_softmax, logsumexp, softmax

from lab.assignments.checks import compared, derivative, differences, refusal, value
from lab.assignments.exercise import Check, Verdict
from lab.languages import say

IMAGES, PIXELS, HIDDEN, LATENTS, CLASSES, SAMPLES = 6, 5, 4, 3, 4, 2
LARGEST_LOG_VAR = 20.0
HALF_TOLERANCE = 1e-2
# of a mean over q, whose classes are all but certain
BOUND_TOLERANCE = 1e-3
# of an integral over z by Gauss and Hermite's rule
NODES = 40


def of_layers(rng):
    """Images, and layers with a head for mu and one for log_var."""
    widths = {"encoder": (PIXELS, HIDDEN), "mu": (HIDDEN, LATENTS), "log_var": (HIDDEN, LATENTS)}
    arguments = {
        f"{name} {part}": rng.normal(size=shape if part == "kernel" else shape[1])
        for name, shape in widths.items()
        for part in ("kernel", "bias")
    }
    x = rng.uniform(size=(IMAGES, PIXELS))
    return arguments | {"x": x, "inputs": x, "dtype": "float64"}


def of_wide_layers(rng):
    """Those of which log_var is far from 0, on both sides."""
    arguments = of_layers(rng)
    arguments["log_var kernel"] = 0 * arguments["log_var kernel"]
    arguments["log_var bias"] = np.array([-500.0, 1.0, 500.0])
    return arguments


def of_more_inputs(rng):
    """Those of a model that puts something beside the images."""
    arguments = of_layers(rng)
    arguments["inputs"] = rng.normal(size=(IMAGES, PIXELS + 2))
    arguments["encoder kernel"] = rng.normal(size=(PIXELS + 2, HIDDEN))
    return arguments


def of_half_precision(rng):
    return of_layers(rng) | {"dtype": "float16"}


def heads(inputs, **weights):
    """mu and log_var, [2, B, Z]."""
    hidden = expit(inputs @ weights["encoder kernel"] + weights["encoder bias"])
    mu, log_var = (
        hidden @ weights[f"{name} kernel"] + weights[f"{name} bias"] for name in ("mu", "log_var")
    )
    return np.stack([mu, np.clip(log_var, -LARGEST_LOG_VAR, LARGEST_LOG_VAR)])


def _judge_half(given, received):
    expected = heads(**given)
    for index in range(2):
        array = received[f"value {index}"]
        if array.dtype.itemsize < 4:
            return Verdict(False, say("expected float32, received {kind}", kind=str(array.dtype)))
        if not (verdict := compared(expected[index], array, HALF_TOLERANCE)).passed:
            return verdict
    return Verdict(True, say("float32"))


def _head(index):
    return lambda **given: heads(**given)[index]


ENCODE = (
    value("mu", 3, of_layers, _head(0), recipe="vae.encode", reply="value 0"),
    value("log_var", 3, of_layers, _head(1), recipe="vae.encode", reply="value 1"),
    value("beyond ±20", 2, of_wide_layers, _head(1), recipe="vae.encode", reply="value 1"),
    value("inputs", 2, of_more_inputs, _head(0), recipe="vae.encode", reply="value 0"),
    Check("float16", 2, "vae.encode", of_half_precision, _judge_half),
)


def of_normals(rng):
    return {
        "mu": rng.normal(size=(IMAGES, LATENTS)),
        "log_var": rng.normal(size=(IMAGES, LATENTS)),
        "epsilon": rng.normal(size=(IMAGES, LATENTS)),
        "upstream": rng.normal(size=(IMAGES, LATENTS)),
    }


def of_several(rng):
    shape = SAMPLES, IMAGES, LATENTS
    return of_normals(rng) | {"epsilon": rng.normal(size=shape), "upstream": rng.normal(size=shape)}


def reparameterize(mu, log_var, epsilon):
    return mu + np.exp(log_var / 2) * epsilon


def _value_of_z(upstream, **given):
    return reparameterize(**given)


def of_any_batch(rng):
    given = of_normals(rng)
    return {
        "mu": given["mu"],
        "log_var": given["log_var"],
        "own_noise": given["epsilon"],
        "first": rng.integers(1, IMAGES),
    }


def _judge_any_batch(given, received):
    """Both batches have the model's own noise, the smaller one its beginning."""
    expected = reparameterize(given["mu"], given["log_var"], given["own_noise"])
    few = compared(expected[: int(given["first"])], received["value 0"])
    return compared(expected, received["value 1"]) if few.passed else few


REPARAMETERIZE = (
    value("value", 3, of_normals, _value_of_z, recipe="vae.reparameterize"),
    derivative("dz/dmu", 2, of_normals, reparameterize, by="mu", recipe="vae.reparameterize"),
    derivative(
        "dz/dlog_var", 3, of_normals, reparameterize, by="log_var", recipe="vae.reparameterize"
    ),
    value("samples", 2, of_several, _value_of_z, recipe="vae.reparameterize"),
    Check("any batch", 2, "vae.reparameterize_traced", of_any_batch, _judge_any_batch),
)


def of_classes(rng):
    return {
        "z": rng.normal(size=(IMAGES, LATENTS)),
        "y": rng.permutation(IMAGES) % CLASSES,
        "num_classes": CLASSES,
        "dtype": "float64",
    }


def of_probs(rng):
    return of_classes(rng) | {"y": softmax(2 * rng.normal(size=(IMAGES, CLASSES)), axis=-1)}


def of_sampled(rng):
    return of_classes(rng) | {"z": rng.normal(size=(SAMPLES, IMAGES, LATENTS))}


def of_half_codes(rng):
    return of_classes(rng) | {"dtype": "float16"}


def _probs(y, classes):
    return np.eye(int(classes))[y] if y.ndim == 1 else y


def into_decoder(z, y, num_classes, dtype):
    probs = np.broadcast_to(_probs(y, num_classes), (*z.shape[:-1], int(num_classes)))
    return np.concatenate([z, probs], axis=-1)


def _judge_half_codes(given, received):
    verdict = compared(into_decoder(**given), received["value"], HALF_TOLERANCE)
    if verdict.passed and not received["is right"]:
        return Verdict(
            False,
            say("expected float16, received {kind}", kind=str(received["value"].dtype)),
        )
    return verdict


INTO_DECODER = (
    value("classes", 3, of_classes, into_decoder, recipe="vae.into_decoder"),
    value("probabilities", 3, of_probs, into_decoder, recipe="vae.into_decoder"),
    value("samples", 4, of_sampled, into_decoder, recipe="vae.into_decoder"),
    Check("float16", 2, "vae.into_decoder", of_half_codes, _judge_half_codes),
)


def _decoder(rng, latents=LATENTS, classes=CLASSES):
    return {
        "kernel": rng.normal(size=(latents, PIXELS)),
        "class_kernel": rng.normal(size=(classes, PIXELS)),
        "bias": rng.normal(size=PIXELS),
    }


def _outputs(rng, latents=LATENTS, classes=CLASSES):
    """What the networks give for binary images, and to first order what z makes of log_var."""
    log_var = rng.normal(size=(IMAGES, latents))
    deviation = np.exp(log_var / 2)
    shape = SAMPLES, IMAGES, latents
    return {
        "x": (rng.uniform(size=(IMAGES, PIXELS)) < 0.5).astype(float),
        "mu": rng.normal(size=(IMAGES, latents)),
        "log_var": log_var,
        "digit_logits": 2 * rng.normal(size=(IMAGES, classes)),
        "noise": rng.normal(size=shape),
        "other_noise": rng.normal(size=shape),
        "call_noise": rng.normal(size=shape[1:]),
        "deviation": deviation,
        "slope": deviation / 2,
        **_decoder(rng, latents, classes),
    }


def of_terms(rng):
    """Of an update after the warm-up."""
    weight, beta, of_classes = rng.uniform(2, 9, 3)
    given = _outputs(rng)
    # half of the classes are right
    y = given["digit_logits"].argmax(axis=-1)
    y[::2] = (y[::2] + 1) % CLASSES
    return given | {
        "y": y,
        "upstream": rng.normal(size=IMAGES),
        "training": True,
        "step": rng.integers(5, 50),
        "weights": np.array([weight, beta, beta, of_classes]),
    }


def of_the_sheet(rng):
    """Ten latents, ten classes, and the weights of the sheet."""
    given = of_terms(rng) | _outputs(rng, latents=10, classes=10)
    return given | {"weights": np.array([100.0, 1.0, 1.0, 10.0])}


def of_evaluation(rng):
    return of_terms(rng) | {"training": False}


def of_warm_up(rng):
    given = of_terms(rng)
    given["weights"][1] /= 3
    return given


def _log_likelihood(x, z, probs, given):
    logits = z @ given["kernel"] + probs @ given["class_kernel"] + given["bias"]
    return np.sum(x * logits - np.logaddexp(0, logits), axis=-1)


def _kl(mu, log_var):
    return np.sum(np.exp(log_var) - log_var - 1 + mu**2, axis=-1) / 2


def terms(x, y, mu, log_var, digit_logits, noise, weights, **given):
    """All terms of the sheet's loss, [B] each."""
    z = reparameterize(mu, log_var, noise)
    recon = -_log_likelihood(x, z, softmax(digit_logits, axis=-1), given).mean(axis=0) / PIXELS
    kl = _kl(mu, log_var)
    cls = -log_softmax(digit_logits, axis=-1)[np.arange(len(y)), y]
    latents = mu.shape[-1]
    return {
        "loss": _weighed(recon, kl / latents, cls, weights, latents),
        "recon": recon,
        "kl": kl / latents,
        "cls": cls,
        "accuracy": digit_logits.argmax(axis=-1) == y,
    }


def _term(name, points, arguments, term):
    return value(
        name,
        points,
        arguments,
        lambda **given: terms(**given)[term],
        recipe="vae.terms",
        reply=f"value {term}",
    )


def _loss(name, points, arguments):
    """A Check of the loss: the right one, or that of the terms beside it if some are right."""

    def judge(given, received):
        expected = terms(**given)
        verdict = compared(expected["loss"], received["value loss"])
        if received["value loss"].shape != expected["loss"].shape:
            return verdict
        parts = [received[f"value {name}"] for name in ("recon", "kl", "cls")]
        if not verdict.passed and any(
            compared(expected[name], part).passed
            for name, part in zip(("recon", "kl", "cls"), parts, strict=True)
        ):
            of_them = _weighed(*parts, given["weights"], given["mu"].shape[-1])
            consistent = compared(of_them, received["value loss"])
            return consistent if consistent.passed else verdict
        return verdict

    return Check(name, points, "vae.terms", arguments, judge)


def _weighed(recon, kl_per_latent, cls, weights, latents):
    weight, beta, _, of_classes = weights
    return weight * recon + beta * latents * kl_per_latent + of_classes * cls


def _reaches(points, by):
    """A Check of the loss's derivative by what a network gave."""

    def judge(given, received):
        if f"no dL/d{by}" in received:
            return Verdict(False, say("no gradient arrives there: it is None"))
        expected = differences(lambda **moved: terms(**moved)["loss"], given, by)
        return compared(expected, received[f"dL/d{by}"])

    return Check(f"dL/d{by.removeprefix('digit_')}", points, "vae.terms", of_terms, judge)


TERMS = (
    _term("recon", 3, of_terms, "recon"),
    _term("kl", 2, of_terms, "kl"),
    _term("cls", 2, of_terms, "cls"),
    _term("accuracy", 1, of_terms, "accuracy"),
    _loss("loss", 2, of_terms),
    _loss("the sheet's", 2, of_the_sheet),
    _reaches(2, "mu"),
    _reaches(2, "log_var"),
    _reaches(2, "digit_logits"),
    _term("evaluation", 1, of_evaluation, "loss"),
    _loss("warm-up", 1, of_warm_up),
)


def of_digit(rng):
    return _decoder(rng) | {
        "digit": rng.integers(CLASSES),
        "z": rng.normal(size=(IMAGES, LATENTS)),
        "own": rng.normal(size=(1, LATENTS)),
    }


def of_prior(rng):
    return of_digit(rng) | {"z": np.full((1, LATENTS), np.nan)}


def of_no_digit(rng):
    digit = rng.choice([CLASSES, CLASSES + 3, -1])
    return of_digit(rng) | {"digit": digit}


def generate(digit, z, own, kernel, class_kernel, bias):
    z = own if np.isnan(z).all() else z
    return expit(z @ kernel + class_kernel[digit] + bias)


GENERATE = (
    value("images", 4, of_digit, generate, recipe="vae.generate"),
    value("no z", 2, of_prior, generate, recipe="vae.generate"),
    refusal(
        "no digit",
        2,
        of_no_digit,
        recipe="vae.generate_refuses",
        # else what raises for every digit would do
        needs=("images",),
    ),
)


def of_images(rng):
    return _outputs(rng) | {"seed": rng.integers(1, 50)}


def of_labelled_images(rng):
    return of_images(rng) | {"y": rng.permutation(IMAGES) % CLASSES}


def _by_class(given):
    """log p(x|z, y) of every class, [B, C]."""
    z = reparameterize(given["mu"], given["log_var"], given["noise"][0])
    return _by_class_of(z, given)


def _by_class_of(z, given):
    found = [
        _log_likelihood(given["x"], z, one, given) for one in np.eye(len(given["class_kernel"]))
    ]
    return np.stack(found, axis=-1)


def elbo(y=None, **given):
    by_class, kl = _by_class(given), _kl(given["mu"], given["log_var"])
    if y is not None:
        return by_class[np.arange(len(y)), y] - kl
    q = softmax(given["digit_logits"], axis=-1)
    classes = np.sum(q * (np.log(q) + np.log(q.shape[-1])), axis=-1)
    return np.sum(q * by_class, axis=-1) - kl - classes


def of_exact_posterior(rng):
    """Images whose z says nothing of them, with the posterior for q: the bound is log p(x)."""
    given = of_images(rng)
    for name in ("mu", "log_var", "slope", "kernel"):
        given[name] = 0 * given[name]
    given["deviation"] = np.ones_like(given["mu"])
    # up to a constant for each image
    given["digit_logits"] = _by_class(given) + rng.normal(size=(IMAGES, 1))
    return given


def log_prob(**given):
    """log p(x) where z says nothing of x."""
    return logsumexp(_by_class(given), axis=-1) - np.log(CLASSES)


def of_nodes(rng):
    """One image and its q, many times, with the nodes of Gauss and Hermite's rule for noise.

    The image is far likelier in its class than in others, which q knows.
    """
    nodes, _ = _nodes()
    given = _decoder(rng, latents=1)
    given["kernel"] /= 4
    image = rng.uniform(size=PIXELS) < 0.5
    # the logits of its own class, the first one, and those of the others
    given["class_kernel"] = (
        3 * np.where(image, 1, -1) * np.where(np.arange(CLASSES), -1, 1)[:, None]
    )
    x = np.tile(image, (NODES, 1)).astype(float)
    log_var = np.full((NODES, 1), rng.uniform(-0.5, 0.5))
    noise = nodes[np.newaxis, :, np.newaxis]
    given |= {
        "x": x,
        "mu": np.full((NODES, 1), rng.uniform(-0.5, 0.5)),
        "log_var": log_var,
        "noise": noise,
        "other_noise": 0 * noise,
        "call_noise": 0 * noise[0],
        "deviation": np.exp(log_var / 2),
        "slope": np.exp(log_var / 2) / 2,
        "seed": rng.integers(1, 50),
    }
    given["digit_logits"] = _by_class_of(np.zeros((NODES, 1)), given)
    return given


def _nodes():
    """Nodes, and weights that add up to 1, of a mean over a standard normal number."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return nodes, weights / weights.sum()


def _judge_bound(given, received):
    nodes, weights = _nodes()
    shape = compared(elbo(**given), received["value"], np.inf)
    if not shape.passed:
        return shape
    mean = float(weights @ received["value"])
    exact = _exact(given, nodes, weights)
    if mean > exact + 1e-6:
        return Verdict(
            False,
            say(
                "the mean over z is {mean:.4f}, above log p(x) = {exact:.4f}: no lower bound",
                mean=mean,
                exact=exact,
            ),
        )
    if not (verdict := compared(weights @ elbo(**given), np.asarray(mean), BOUND_TOLERANCE)).passed:
        return verdict
    return Verdict(True, say("{gap:.4f} nats below log p(x)", gap=exact - mean))


def _exact(given, nodes, weights):
    """log p(x): z integrated out under its prior, the class summed out."""
    by_class = _by_class_of(nodes[:, np.newaxis], given)
    return float(logsumexp(by_class + np.log(weights)[:, np.newaxis]) - np.log(CLASSES))


ELBO = (
    value("value", 5, of_images, elbo, recipe="vae.elbo"),
    value("y given", 3, of_labelled_images, elbo, recipe="vae.elbo"),
    value("q exact", 4, of_exact_posterior, log_prob, recipe="vae.elbo"),
    Check("a bound", 4, "vae.elbo", of_nodes, _judge_bound),
)

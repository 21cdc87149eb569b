"""What the runs of a report say together: its discussion and its conclusion, from their records."""

import numpy as np

from lab.documents.story import beyond, cite, paragraph, term
from lab.experiment.expected import AIM, CLAIM, PUBLISHED, SEEDS, THEORY
from lab.languages import say, say_count, to_say
from lab.parts.densities.families import DENSITIES, EXACT

ALIKE = {
    1: to_say(
        "With the lab sheet's weights generated images of a class are more alike than with the "
        "plain ELBO (variance {sheet:.2g} against {plain:.2g}; real images {real:.2g}), and the KL "
        "is {sheet_kl:.2g} nats per latent against {plain_kl:.2g}: what the loss weighs decides "
        "how much the latents say."
    ),
    0: to_say(
        "Generated images of a class vary about as much with the lab sheet's weights as with the "
        "plain ELBO ({sheet:.2g} and {plain:.2g}; real ones {real:.2g})."
    ),
    -1: to_say(
        "Generated images of a class vary more with the lab sheet's weights than with the plain "
        "ELBO ({sheet:.2g} against {plain:.2g}; real ones {real:.2g}), contrary to what is "
        "expected."
    ),
}
BY_KL = {
    1: to_say(
        "Without the KL nothing ties the codes to the prior: of images decoded from codes of 16 "
        "numbers that are drawn from N(0, I), the judge{judge} is sure of {without:.0%} where an "
        "autoencoder was trained without KL and noise, and of {with_kl:.0%} where it was trained "
        "with both."
    ),
    0: to_say(
        "Of samples decoded from N(0, I) the judge{judge} is sure about as often without the KL "
        "({without:.0%}) as with it ({with_kl:.0%})."
    ),
    -1: to_say(
        "Of samples decoded from N(0, I) the judge{judge} is sure more often without the KL "
        "({without:.0%}) than with it ({with_kl:.0%}), contrary to what is expected."
    ),
}
BY_DEPTH = {
    1: to_say(
        "A latent whose gain is smaller than its KL is abandoned: deep networks use fewer "
        "latents{active} than shallow ones, by {lost:.1f} (95% interval {low:.1f} to {high:.1f})."
    ),
    0: to_say(
        "Whether deep networks abandon latents{active} is not decided: they use {lost:.1f} fewer "
        "(95% interval {low:.1f} to {high:.1f})."
    ),
    -1: to_say(
        "Deep networks use more latents{active} than shallow ones (95% interval of the difference "
        "{low:.1f} to {high:.1f}), contrary to what is expected."
    ),
}
SHARPNESS = {
    1: to_say(
        "Samples of the VAE-GAN are sharper than real images ({gan:.3f} against {real:.3f}; VAE "
        "{vae:.3f}): the excess is edges or noise that real images lack, and more sharpness is "
        "not better."
    ),
    0: to_say(
        "Samples of the VAE-GAN are about as sharp as real images ({gan:.3f} and {real:.3f}; VAE "
        "{vae:.3f})."
    ),
    -1: to_say(
        "Samples of the VAE-GAN have a sharpness of {gan:.3f}, those of the VAE {vae:.3f}, and "
        "real images {real:.3f}."
    ),
}
# what a result of each kind that was not met means
UNMET = {
    PUBLISHED: to_say(
        "published: the run differs from the literature, in its training or in the protocol"
    ),
    CLAIM: to_say("course's claims: these runs do not show what the course states"),
    THEORY: to_say("theory: an error of the program or too short a training, to be found first"),
    AIM: to_say(
        "our own bounds{aim}, set before the run and not moved after it: what they stand for was "
        "not shown"
    ),
    SEEDS: to_say("over seeds: the run lies outside of what other seeds give"),
}
# below this share of the variance of real images two of them are alike
VARIANCE_ERROR, SHARE_ERROR, SHARPNESS_ERROR = 0.1, 0.03, 0.1


def discussion(metrics):
    """Paragraphs with the marks of lab.documents.story, in the language spoken.

    metrics: {name of a canonical run: its metrics} of the runs that the report is about.
    """
    found = (
        paragraph(_alike(metrics), _by_kl(metrics), _by_depth(metrics)),
        paragraph(_likeliest(metrics), _closest(metrics), _agreement(metrics), _cost(metrics)),
        paragraph(_averages(metrics), _sharpness(metrics)),
        paragraph(_by_hand(metrics)),
    )
    return tuple(filter(None, found))


def conclusion(metrics, expected):
    """Paragraphs like those of `discussion`.

    expected: for each expected result of these runs (its kind, whether it was met).
    """
    found = (
        paragraph(_met(expected), _unmet(expected)),
        paragraph(_choice(metrics), _limits()),
    )
    return tuple(filter(None, found))


def _alike(metrics):
    m = metrics.get("vae", {})
    if "variance_within_class_plain" not in m:
        return ""
    sheet, plain = m["variance_within_class"], m["variance_within_class_plain"]
    real = m["variance_within_class_real"]
    return say(
        ALIKE[beyond(plain - sheet, VARIANCE_ERROR * real)],
        sheet=sheet,
        plain=plain,
        real=real,
        sheet_kl=m["val_kl"],
        plain_kl=m["val_kl_plain"],
    )


def _by_kl(metrics):
    m = metrics.get("autoencoder", {})
    if "judged_sure_ae_bernoulli_16_normal" not in m:
        return ""
    without, with_kl = m["judged_sure_ae_bernoulli_16_normal"], m["judged_sure_vae_16_normal"]
    message = BY_KL[beyond(with_kl - without, SHARE_ERROR)]
    return say(message, without=without, with_kl=with_kl, judge=term("judge") + term("sure"))


def _by_depth(metrics):
    m = metrics.get("collapse", {})
    if "in_use_lost_by_depth_ci_low" not in m:
        return ""
    lost, low, high = (m[f"in_use_lost_by_depth{end}"] for end in ("", "_ci_low", "_ci_high"))
    message = BY_DEPTH[beyond(lost, (high - low) / 2)]
    return say(message, lost=lost, low=low, high=high, active=term("active"))


def _trained(metrics, start):
    """{name of a trained density: its metric of this start}, of those that have it."""
    m = metrics.get("densities", {})
    names = {density.key: say(density.name) for density in DENSITIES}
    return {name: m[f"{start}_{key}"] for key, name in names.items() if f"{start}_{key}" in m}


def _likeliest(metrics):
    exact, estimate = (_trained(metrics, f"test_nll_nats_{kind}") for kind in ("exact", "estimate"))
    if not exact or not estimate:
        return ""
    best, best_estimate = min(exact, key=exact.get), min(estimate, key=estimate.get)
    return say(
        "Among the models whose likelihood is exact, the likeliest is: {exact} ({nats:.1f} nats "
        "per image); among those where it is estimated: {estimate} (≈ {estimated:.1f} nats).",
        exact=best,
        nats=exact[best],
        estimate=best_estimate,
        estimated=estimate[best_estimate],
    )


def _closest(metrics):
    distances = _trained(metrics, "frechet")
    if not distances:
        return ""
    best = min(distances, key=distances.get)
    return say(
        "By the Fréchet distance{frechet} the samples closest to real images are those of: {name} "
        "({distance:.1f}; real images {real:.1f}).",
        name=best,
        distance=distances[best],
        real=metrics["densities"]["frechet_real"],
        frechet=term("frechet"),
    )


def _agreement(metrics):
    share = metrics.get("densities", {}).get("agreeing_pairs_estimate")
    if share is None:
        return ""
    if share == 1:
        return say(
            "Likelihood and quality of samples put these models in the same order; in general they "
            "need not{theis}.",
            theis=cite("theis2016"),
        )
    return say(
        "Likelihood and quality of samples need not agree{theis}: of the pairs of models with an "
        "estimated likelihood, {share:.0%} are in the same order by both (by chance 50%).",
        share=share,
        theis=cite("theis2016"),
    )


def _cost(metrics):
    seconds = _trained(metrics, "sampling_seconds_all")
    exact = {say(density.name) for density in DENSITIES if density.nll == EXACT}
    pixel_by_pixel = [value for name, value in seconds.items() if name in exact]
    at_once = [value for name, value in seconds.items() if name not in exact]
    if not pixel_by_pixel or not at_once:
        return ""
    return say(
        "Drawing samples pixel by pixel, as the MADEs do, takes {ratio:.2g} times as long as "
        "decoding them at once (medians).",
        ratio=np.median(pixel_by_pixel) / np.median(at_once),
    )


def _averages(metrics):
    r2 = metrics.get("blur", {}).get("r2_to_weighted_mean")
    if r2 is None:
        return ""
    return say(
        "A likelihood of single pixels is highest for the mean of all images that share a code: "
        "this mean explains {r2:.0%} of the variance of decoded images.",
        r2=max(0.0, r2),
    )


def _sharpness(metrics):
    m = metrics.get("vae-gan", {})
    if "sharpness_vae_gan" not in m:
        return ""
    gan, vae, real = (m[f"sharpness_{name}"] for name in ("vae_gan", "vae", "real"))
    message = SHARPNESS[beyond(gan - real, SHARPNESS_ERROR * real)]
    return say(message, gan=gan, vae=vae, real=real)


def _by_hand(metrics):
    m = metrics.get("made", {})
    if "gradient_error_finite_differences" not in m:
        return ""
    first = say(
        "The backward passes written by hand agree with finite differences to {error:.1g} (largest "
        "relative error), and outputs of MADE have a derivative of {forbidden:g} with respect to "
        "pixels that they must not see.",
        error=m["gradient_error_finite_differences"],
        forbidden=m["forbidden_derivative_made"],
    )
    gain = m.get("test_gain_nats_on_plain_sgd")
    if gain is None:
        return first
    gained = say(
        "With what was added to plain SGD, and with more epochs, −log p(x) of test images changes "
        "by {change:+.2f} ± {error:.2f} nats.",
        change=-gain,
        error=m["test_gain_nats_on_plain_sgd_se"],
    )
    return paragraph(first, gained)


def _met(expected):
    if not expected:
        return say(
            "Nothing is expected of these runs: they are smoke runs or have parameters of their "
            "own."
        )
    met = sum(is_met for _, is_met in expected)
    if met == len(expected):
        return say_count(
            "The one expected result was met.", "All {n} expected results were met.", met
        )
    return say_count(
        "Of {n} expected result {met} was met.",
        "Of {n} expected results {met} were met.",
        len(expected),
        met=met,
    )


def _unmet(expected):
    kinds = [kind for kind, is_met in expected if not is_met]
    if not kinds:
        return ""
    meanings = "; ".join(
        f"{kinds.count(kind)} – {say(meaning, aim=term('aim'))}"
        for kind, meaning in UNMET.items()
        if kind in kinds
    )
    return say("Not met, each named in its section: {meanings}.", meanings=meanings)


def _choice(metrics):
    exact, estimate = (_trained(metrics, f"test_nll_nats_{kind}") for kind in ("exact", "estimate"))
    distances, seconds = _trained(metrics, "frechet"), _trained(metrics, "sampling_seconds_all")
    likelihoods = exact or estimate
    if not likelihoods or not distances:
        return say(
            "Which model to choose depends on what is asked of it: the likelihood of an image, "
            "good samples, or codes to work with."
        )
    return say(
        "Which model to choose depends on what is asked of it. Of the densities that were "
        "compared with each other, trained as long as their parts train them, the highest "
        "likelihood has: {likeliest}; the samples closest to real images: {closest}; the fastest "
        "sampling: {fastest}.",
        likeliest=min(likelihoods, key=likelihoods.get),
        closest=min(distances, key=distances.get),
        fastest=min(seconds, key=seconds.get),
    )


def _limits():
    return say("All of this was seen with small networks, on small images and with few seeds.")

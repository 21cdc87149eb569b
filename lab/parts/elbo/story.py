"""What a run of the part elbo says."""

from lab.documents.story import Story, beyond, cite, figure, paragraph
from lab.languages import say, to_say
from lab.parts.elbo import COMPARED, FOLLOWED, LEARNED, LEARNED_FROM_BEST

# standard errors that a mean rarely exceeds
ERRORS = 4
# of a ratio of two variances, each from 100 images
RATIO_ERROR = 0.05
# what another seed changes of an ELBO, about
NATS_ERROR = 1.0
# a variance this much smaller than another one is none
GONE = 1e-3

START = {
    1: to_say(
        "Before training the closed form is the less noisy one: with Monte Carlo the variance of "
        "the ELBO is {elbo:.3g} times as large, that of its gradient {gradient:.3g} times "
        "({noise})."
    ),
    0: to_say(
        "Before training the variance of the ELBO is about the same in both forms (Monte Carlo "
        "{elbo:.3g} times the closed form, its gradient {gradient:.3g} times; {noise})."
    ),
    -1: to_say(
        "Before training the closed form is the noisier one, contrary to what is expected: with "
        "Monte Carlo the variance of the ELBO is {elbo:.3g} times as large, that of its gradient "
        "{gradient:.3g} times ({noise})."
    ),
}
END = {
    1: to_say(
        "After training it still is: {elbo:.3g} times, and the variance of the gradient, on which "
        "training depends, {gradient:.3g} times."
    ),
    0: to_say(
        "After training the ratio is {elbo:.3g}, no difference any more, and {gradient:.3g} for "
        "the gradient, on which training depends."
    ),
    -1: to_say(
        "After training Monte Carlo has less variance, {elbo:.3g} times that of the closed form: "
        "as z changes, log p(x|z) and log q(z|x) − log p(z) partly cancel; for the gradient, on "
        "which training depends, the ratio is {gradient:.3g}."
    ),
}
SAMPLES = {
    1: to_say(
        "Of the variance of the gradient {share:.0%} come from z, the rest from the choice of the "
        "batch; {k:d} samples of z per image gain {gain:.1f} nats after equally many updates."
    ),
    0: to_say(
        "Of the variance of the gradient {share:.0%} come from z, the rest from the choice of the "
        "batch; {k:d} samples of z per image change the ELBO by {gain:+.1f} nats after equally "
        "many updates, no more than another seed would."
    ),
    -1: to_say(
        "Of the variance of the gradient {share:.0%} come from z, the rest from the choice of the "
        "batch; {k:d} samples of z per image lose {loss:.1f} nats after equally many updates, "
        "contrary to what is expected."
    ),
}
LEARNED_GAIN = {
    1: to_say("The ELBO gains {gain:.1f} nats on the best fixed σ."),
    0: to_say("The ELBO is about that of the best fixed σ (difference {gain:+.1f} nats)."),
    -1: to_say(
        "The ELBO stays {loss:.1f} nats below that of the best fixed σ, contrary to what is "
        "expected."
    ),
}


def story(record):
    """How noisy both forms are, what more samples give, and what sigma does."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_same_value(m), _noise(m), _exact_posterior(m), _samples(record)),
            paragraph(_fixed(record), _learned(record), _limits()),
        ),
        figures=("noise", "decoder_std"),
    )


def _same_value(m):
    networks = "", "_linear"
    # the worse one, where one is wrong
    is_wrong = max(m[f"kl_z_score{of}"] for of in networks) > ERRORS
    shown = max(networks, key=lambda of: m[f"kl_z_score{of}"]) if is_wrong else ""
    numbers = {
        "closed": m[f"kl_nats{shown}"],
        "estimated": m[f"kl_nats_monte_carlo{shown}"],
        "errors": m[f"kl_z_score{shown}"],
        "kingma": cite("kingma2014"),
        "count": COMPARED,
    }
    if is_wrong:
        return say(
            "The KL in the ELBO{kingma} can be computed in closed form or estimated from samples "
            "of z; here the two do not agree: {closed:.3f} and {estimated:.3f} nats, mean over "
            "{count} images, {errors:.1f} standard errors apart. One of them is wrong.",
            **numbers,
        )
    return say(
        "The KL in the ELBO{kingma} can be computed in closed form or estimated from samples of z, "
        "which gives the same: {closed:.3f} and {estimated:.3f} nats, mean over {count} images, "
        "{errors:.1f} standard errors apart.",
        **numbers,
    )


def _noise(m):
    start, end = (
        {of: m[f"{of}_variance_ratio_{when}"] for of in ("elbo", "gradient")}
        for when in ("start", "end")
    )
    first = beyond(start["elbo"] - 1, RATIO_ERROR)
    before = say(START[first], **start, noise=figure("noise"))
    last = beyond(end["elbo"] - 1, RATIO_ERROR)
    if last == 1 and first != 1:
        after = say(
            "After training the ratio is {elbo:.3g}, for the gradient, on which training depends, "
            "{gradient:.3g}.",
            **end,
        )
    else:
        after = say(END[last], **end)
    return paragraph(before, after)


def _exact_posterior(m):
    closed, estimated = (
        m[f"elbo_variance_{form}_closed_form_linear"] for form in ("analytic", "monte_carlo")
    )
    numbers = {"closed": closed, "tipping": cite("tipping1999", "lucas2019")}
    if estimated < GONE * closed:
        return say(
            "Where q(z|x) is the exact posterior, in a linear-Gaussian VAE of maximum "
            "likelihood{tipping}, what z does to log p(x|z) and to log q(z|x) − log p(z) cancels "
            "wholly: of {closed:.2f} nats² nothing is left.",
            **numbers,
        )
    return say(
        "Where q(z|x) is the exact posterior, in a linear-Gaussian VAE of maximum "
        "likelihood{tipping}, what z does to log p(x|z) and to log q(z|x) − log p(z) should "
        "cancel wholly, but of {closed:.2f} nats² {estimated:.2g} are left.",
        estimated=estimated,
        **numbers,
    )


def _samples(record):
    m, ks = record.metrics, record.config["parameters"]["samples"]
    if len(ks) == 1:
        return ""
    gain = m[f"elbo_gain_nats_samples{ks[-1]}"]
    message, share = SAMPLES[beyond(gain, NATS_ERROR)], m["gradient_variance_share_z"]
    return say(message, share=share, k=ks[-1], gain=gain, loss=-gain)


def _fixed(record):
    m, stds = record.metrics, sorted(record.config["parameters"]["decoder_stds"])
    best = {"best": m["std_best"], "decoder_std": figure("decoder_std")}
    if len(stds) == 1:
        return say(
            "A Gaussian decoder was trained with one fixed σ, {best:g} ({decoder_std}).", **best
        )
    (kl_small, kl_large), (mse_small, mse_large) = (
        [m[f"test_{of}_std{std:g}"] for std in (stds[0], stds[-1])] for of in ("kl_nats", "mse")
    )
    numbers = {
        "small": stds[0],
        "large": stds[-1],
        "kl_small": kl_small,
        "kl_large": kl_large,
        "mse_small": mse_small,
        "mse_large": mse_large,
    }
    if kl_small > kl_large and mse_small < mse_large:
        return say(
            "A Gaussian decoder with a small σ buys accuracy with a large KL: from σ = {small:g} "
            "to {large:g} the KL falls from {kl_small:.1f} to {kl_large:.1f} nats, and the squared "
            "error of a pixel rises from {mse_small:.4f} to {mse_large:.4f}; the best ELBO on "
            "validation images has {best:g} ({decoder_std}).",
            **numbers,
            **best,
        )
    return say(
        "A Gaussian decoder with a small σ should buy accuracy with a large KL; from σ = {small:g} "
        "to {large:g} the KL goes from {kl_small:.1f} to {kl_large:.1f} nats, and the squared "
        "error of a pixel from {mse_small:.4f} to {mse_large:.4f}, and the best ELBO on validation "
        "images has {best:g} ({decoder_std}).",
        **numbers,
        **best,
    )


def _learned(record):
    m, start = record.metrics, record.config["parameters"]["decoder_std"]
    numbers = {
        "start": start,
        "std": m[f"std_{LEARNED}"],
        "ratio": m[f"std_ratio_to_rmse_{LEARNED}"],
    }
    gain = m[f"elbo_gain_nats_{LEARNED}"]
    if abs(numbers["ratio"] - 1) < RATIO_ERROR:
        ended = say(
            "Learned from {start:g} on, σ ends at {std:.3g}, {ratio:.2f} times the "
            "root-mean-square error of the pixels; the best σ equals that error.",
            **numbers,
        )
    else:
        ended = say(
            "Learned from {start:g} on, σ is {std:.3g} in the end, {ratio:.2f} times the "
            "root-mean-square error of the pixels, though it should equal that error.",
            **numbers,
        )
    won = say(LEARNED_GAIN[beyond(gain, NATS_ERROR)], gain=gain, loss=-gain)
    return paragraph(ended, won, _why(m, gain))


def _why(m, gain):
    """Where a gain of the learned sigma comes from; "" where there is none."""
    if beyond(gain, NATS_ERROR) < 1:
        return ""
    numbers = {
        "value": m[f"elbo_gain_nats_of_std_{LEARNED}"],
        "other": m[f"elbo_gain_nats_{LEARNED_FROM_BEST}"],
        "best": m["std_best"],
    }
    if max(numbers["value"], numbers["other"]) < gain / 2:
        return say(
            "By itself the value of σ explains {value:.1f} nats of that, and σ learned from "
            "{best:g} on gains {other:+.1f}; so what helps is, it seems, the start: a large σ "
            "weighs the reconstruction lightly, like a large β that falls during training.",
            **numbers,
        )
    return say(
        "By itself the value of σ explains {value:.1f} nats of it; learned from {best:g} on, the "
        "difference is {other:+.1f}.",
        **numbers,
    )


def _limits():
    return say(
        "All networks are of one seed, and the noise was measured on {count} test images; "
        "likelihoods of Bernoulli and of Gaussian pixels cannot be compared.",
        count=FOLLOWED,
    )

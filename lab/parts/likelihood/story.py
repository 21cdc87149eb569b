"""What a run of the part likelihood says."""

import math

from lab.documents.story import Story, beyond, cite, figure, paragraph, term
from lab.experiment.published import IWAE, bar, of_protocol
from lab.languages import say, say_count, to_say
from lab.parts.likelihood.counts import counts_to

# of estimates from so many samples, by how much they still differ from each other
ESTIMATE_ERROR = 0.5
# of an estimate where log p(x) is known, nats of an image
KNOWN_ERROR = 0.1
# standard errors of a difference that another sample rarely exceeds
ERRORS = 2

WITH_MOST = {
    1: to_say(
        "With {most:,d} the estimate from q(z|x) is higher by {nats:.3g} nats, and thus "
        "closer to log p(x)."
    ),
    0: to_say("With {most:,d} both estimates are about the same."),
    -1: to_say(
        "With {most:,d} the prior is ahead by {nats:.3g} nats: what q(z|x) leaves out of the "
        "posterior is missing from its estimate."
    ),
}
GAIN = {
    1: to_say(
        "Training on a bound of k = {largest:d} samples (IWAE{burda}) instead of k = {smallest:d} "
        "makes test images likelier: −log p(x) is ≈ {best:.2f} nats instead of ≈ {first:.2f}, a "
        "gain of {gain:.2f} ± {error:.2f} ({training})."
    ),
    0: to_say(
        "Training on a bound of k = {largest:d} samples (IWAE{burda}) instead of k = {smallest:d} "
        "changes little: −log p(x) of test images is ≈ {best:.2f} nats instead of ≈ {first:.2f}, a "
        "gain of {gain:.2f} ± {error:.2f} ({training})."
    ),
    -1: to_say(
        "Training on a bound of k = {largest:d} samples (IWAE{burda}) instead of k = {smallest:d} "
        "makes test images less likely, contrary to what is expected: −log p(x) is ≈ {best:.2f} "
        "nats instead of ≈ {first:.2f}, a gain of {gain:.2f} ± {error:.2f} ({training})."
    ),
}
ELBO = {
    1: to_say(
        "Its ELBO is {loss:.1f} nats lower, though: q(z|x) spreads out, and a single sample of it "
        "becomes worse."
    ),
    0: to_say("Its ELBO is about the same (difference {change:+.1f} nats)."),
    -1: to_say("Its ELBO is higher, too, by {change:.1f} nats."),
}
LATENTS = {
    1: to_say("More latents are active{active}: {many:d} instead of {few:d}."),
    0: to_say("As many latents are active{active}: {many:d}."),
    -1: to_say(
        "Fewer latents are active{active}: {many:d} instead of {few:d}, though a tighter "
        "bound should use more."
    ),
}
PUBLISHED = {
    1: to_say(
        "Published{burda} for k = {k:d} are {published} nats, {gain:.2f} better than for k = 1, "
        "after 3,280 epochs; this run is {difference:.2f} nats worse."
    ),
    0: to_say(
        "Published{burda} for k = {k:d} are {published} nats, {gain:.2f} better than for k = 1, "
        "after 3,280 epochs; this run comes within {difference:.2f} nats of it."
    ),
    -1: to_say(
        "Published{burda} for k = {k:d} are {published} nats, {gain:.2f} better than for k = 1, "
        "after 3,280 epochs; this run is {difference:.2f} nats better."
    ),
}


def story(record):
    """How log p(x) is estimated and what that is worth, then training on the estimate."""
    return Story(
        paragraphs=(
            paragraph(_estimated(), *_proposals(record), _known(record.metrics)),
            paragraph(_still_rising(record)),
            paragraph(_gain(record), *_of_the_largest_k(record), _published(record), _limits()),
        ),
        figures=("proposals", "training"),
    )


def _estimated():
    return say(
        "log p(x) of a VAE is an integral over z; it was estimated by importance sampling, with z "
        "from q(z|x) or from the prior ({proposals}); in expectation such an estimate lies below "
        "log p(x) and rises with the number of samples{burda}.",
        proposals=figure("proposals"),
        burda=cite("burda2016"),
    )


def _proposals(record):
    """Whether the prior catches up with one sample from q(z|x): in the plane, and in many latents.

    Of each network the number of samples that suffices, or that so many do not.
    """
    p, m = record.config["parameters"], record.metrics
    for network, latents in (("plane", 2), ("wide", p["z_dim"])):
        yield _matching(m, network, latents)
        if m[f"prior_samples_suffice_1_of_q_{network}"]:
            nats, most = m[f"prior_deficit_nats_{network}"], counts_to(p["draws"])[-1]
            yield say(WITH_MOST[beyond(nats, ESTIMATE_ERROR)], most=most, nats=abs(nats))


def _matching(m, network, latents):
    count = m[f"prior_samples_matching_1_of_q_{network}"]
    if m[f"prior_samples_suffice_1_of_q_{network}"]:
        return say_count(
            "With {n} latent {count:,d} samples from the prior are worth one from q(z|x).",
            "With {n} latents {count:,d} samples from the prior are worth one from q(z|x).",
            latents,
            count=count,
        )
    return say_count(
        "With {n} latent even {count:,d} samples from the prior, as many as were tried, are not "
        "worth one from q(z|x).",
        "With {n} latents even {count:,d} samples from the prior, as many as were tried, are not "
        "worth one from q(z|x).",
        latents,
        count=count,
    )


def _known(m):
    error = m["log_prob_error_nats_linear_posterior_max"]
    if error < KNOWN_ERROR:
        return say(
            "Where log p(x) is known, in a linear-Gaussian VAE, the estimate from q(z|x) misses it "
            "by {error:.2g} nats at most.",
            error=error,
        )
    return say(
        "Where log p(x) is known, in a linear-Gaussian VAE, the estimate from q(z|x) misses it by "
        "up to {error:.2g} nats: too many for this number of samples.",
        error=error,
    )


def _still_rising(record):
    draws = record.config["parameters"]["draws"]
    *_, before, last = counts_to(draws)
    bounds = record.arrays["wide_posterior_bounds"]
    return say_count(
        "These are no exact values: with {n} latent the effective sample size{kong} of {draws:,d} "
        "samples from q(z|x) is {effective:.0f} (median), and from {before:,d} to {last:,d} the "
        "estimate still changes by {rise:+.2f} nats. So each −log p(x) below is an upper bound in "
        "expectation, and its error does not contain how far it is off.",
        "These are no exact values: with {n} latents the effective sample size{kong} of {draws:,d} "
        "samples from q(z|x) is {effective:.0f} (median), and from {before:,d} to {last:,d} the "
        "estimate still changes by {rise:+.2f} nats. So each −log p(x) below is an upper bound in "
        "expectation, and its error does not contain how far it is off.",
        record.config["parameters"]["z_dim"],
        draws=draws,
        effective=draws * record.metrics["effective_share_wide_posterior"],
        before=before,
        last=last,
        rise=bounds[-1] - bounds[-2],
        kong=cite("kong1992"),
    )


def _ends(record):
    """The smallest and the largest k."""
    return [int(of(record.arrays["samples"])) for of in (min, max)]


def _gain(record):
    m, (smallest, largest) = record.metrics, _ends(record)
    if smallest == largest:
        return say(
            "Only k = {k:d} was trained with ({training}).", k=smallest, training=figure("training")
        )
    gain = m["test_gain_nats_largest_k"]
    corrections = math.hypot(*(m[f"test_nll_nats_k{k}_se"] for k in (smallest, largest)))
    # records of an earlier version have no error of paired images
    error = m.get("test_gain_nats_largest_k_se", corrections)
    return say(
        GAIN[beyond(gain, ERRORS * error)],
        smallest=smallest,
        largest=largest,
        first=m[f"test_nll_nats_k{smallest}"],
        best=m[f"test_nll_nats_k{largest}"],
        gain=gain,
        error=error,
        burda=cite("burda2016"),
        training=figure("training"),
    )


def _of_the_largest_k(record):
    """What it does to the ELBO and to the number of active latents."""
    m, (smallest, largest) = record.metrics, _ends(record)
    if smallest < largest:
        change = m[f"test_elbo_nats_k{largest}"] - m[f"test_elbo_nats_k{smallest}"]
        yield say(ELBO[beyond(-change, ESTIMATE_ERROR)], loss=-change, change=change)
        few, many = (m[f"active_units_k{k}"] for k in (smallest, largest))
        yield say(LATENTS[beyond(many - few)], few=few, many=many, active=term("active"))


def _published(record):
    """Beside the numbers of Burda et al., where the protocol is theirs."""
    protocol, ks = record.config["dataset"]["name"], _ends(record)
    if not of_protocol(protocol):
        return say(
            "Published numbers are of MNIST binarised at random, so none is comparable with these."
        )
    if not set(ks) <= set(IWAE):
        return ""
    first, best = (bar(protocol, IWAE[k]) for k in ks)
    difference = record.metrics[f"test_nll_nats_k{ks[-1]}"] - best.nats
    return say(
        PUBLISHED[beyond(difference, ESTIMATE_ERROR)],
        k=ks[-1],
        published=best.text,
        gain=first.nats - best.nats,
        difference=abs(difference),
        burda=cite(best.source.work),
    )


def _limits():
    return say("All networks are of one seed; the ± is the error over images of one training.")

"""What a run of the part collapse says."""

from lab.documents.story import Story, cite, figure, paragraph, term
from lab.experiment.over_seeds import told_gain
from lab.languages import say, to_say

DEPTH = {
    1: to_say(
        "Of {many} latents networks with {deep} hidden layers have fewer in use{active} than "
        "those with {shallow} ({figure}), by {lost}: latents collapse there without any noise."
    ),
    0: to_say(
        "That of {many} latents networks with {deep} hidden layers have fewer in use{active} than "
        "those with {shallow} is not shown ({figure}): the difference is {lost}."
    ),
    -1: to_say(
        "Of {many} latents networks with {deep} hidden layers have more in use{active} than those "
        "with {shallow} ({figure}), contrary to what is expected: the difference is {lost}."
    ),
}
WARM_UP = {
    1: to_say(
        "A KL weight that grows during the training{cited}, so that the decoder first learns to "
        "use the latents, improves the ELBO of the deep networks by {gain} nats; with β = {beta:g} "
        "it changes by {beta_gain}."
    ),
    0: to_say(
        "That a KL weight which grows during the training{cited} improves the ELBO of the deep "
        "networks is not shown: it changes by {gain} nats, with β = {beta:g} by {beta_gain}."
    ),
    -1: to_say(
        "A KL weight that grows during the training{cited} makes the ELBO of the deep networks "
        "worse, contrary to what is expected: it changes by {gain} nats, with β = {beta:g} by "
        "{beta_gain}."
    ),
}
KEPT = {
    1: to_say("With it more latents are in use, by {gain}."),
    0: to_say(
        "That it keeps more latents in use is not shown: their number changes by {gain}, and a "
        "better bound need not come from more of them."
    ),
    -1: to_say("With it fewer latents are in use: their number changes by {gain}."),
}


def story(record):
    """The latent with the noise, then the networks that lose latents by themselves."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_trained(record), _with_noise(m), _after(m)),
            paragraph(_depth(record), _warm_up(record), _kept(m), _counts(record)),
            _limits(record),
        ),
        figures=("phases", "remedies"),
    )


def _trained(record):
    p = record.config["parameters"]
    return say(
        "During a part of the training ({start:.0%} to {stop:.0%}) noise of standard deviation "
        "{noise:g} was added to the first of {latents} latents of a VAE{cited}; its gain is the "
        "reconstruction error in nats that it saves, compared with a draw from the prior.",
        start=p["noise_from"],
        stop=p["noise_until"],
        noise=p["noise"],
        latents=p["z_dim"],
        cited=cite("kingma2014"),
    )


def _was_active(m):
    return m["gain_nats_before"] > m["kl_nats_before"] >= m["kl_nats_least_in_use"]


def _collapsed(m):
    return m["gain_nats_noise"] < m["kl_nats_noise"] < m["kl_nats_least_in_use"]


def _with_noise(m):
    if _was_active(m) and _collapsed(m):
        message = to_say(
            "Before, the latent gains {gain:.3g} nats for a KL of {kl:.2g}; with the noise it soon "
            "gains less than it costs, after which its KL falls to {kl_noise:.2g} nats ({figure}): "
            "it moves to the prior and is ignored."
        )
    elif _was_active(m):
        message = to_say(
            "Before, the latent gains {gain:.3g} nats for a KL of {kl:.2g}; at the end of the "
            "noise it gains {gain_noise:.2g} for {kl_noise:.2g} ({figure}): it has not collapsed, "
            "contrary to what is expected."
        )
    else:
        message = to_say(
            "Before the noise the latent gains {gain:.3g} nats for a KL of {kl:.2g}: it is not yet "
            "active, so that the noise cannot make it collapse (at its end {gain_noise:.2g} for "
            "{kl_noise:.2g}; {figure})."
        )
    return say(
        message,
        gain=m["gain_nats_before"],
        kl=m["kl_nats_before"],
        gain_noise=m["gain_nats_noise"],
        kl_noise=m["kl_nats_noise"],
        figure=figure("phases"),
    )


def _after(m):
    gain, kl = m["gain_nats_after"], m["kl_nats_after"]
    is_active = gain > kl >= m["kl_nats_least_in_use"]
    if not (_was_active(m) and _collapsed(m)):
        message = to_say("At the end of the training it gains {gain:.3g} nats for {kl:.2g}.")
    elif is_active:
        message = to_say(
            "Without the noise it recovers: at the end it gains {gain:.3g} nats for a KL of "
            "{kl:.2g} ({ratio:.0%} of the KL before)."
        )
    else:
        message = to_say(
            "Without the noise it does not recover, contrary to what is expected: at the end it "
            "gains {gain:.3g} nats for a KL of {kl:.2g}."
        )
    return say(message, gain=gain, kl=kl, ratio=m["kl_ratio_after_to_before"])


def _depth(record):
    p = record.config["parameters"]
    sign, lost = told_gain(record.metrics, "in_use_lost_by_depth", ".1f")
    return say(
        DEPTH[sign],
        many=p["many"],
        deep=len(p["deep_layers"]),
        shallow=len(p["hidden_layers"]),
        lost=lost,
        active=term("active"),
        figure=figure("remedies"),
    )


def _warm_up(record):
    sign, gain = told_gain(record.metrics, "elbo_gain_nats_warm_up", "+.1f")
    _, beta_gain = told_gain(record.metrics, "elbo_gain_nats_small_beta", "+.1f")
    return say(
        WARM_UP[sign],
        gain=gain,
        beta=record.config["parameters"]["small_beta"],
        beta_gain=beta_gain,
        cited=cite("bowman2016"),
    )


def _kept(m):
    sign, gain = told_gain(m, "in_use_gain_warm_up", "+.1f")
    return say(KEPT[sign], gain=gain)


def _counts(record):
    """The counts of latents of each deep network, by both thresholds."""
    in_use, active = (record.arrays[f"{name}_deep"] for name in ("in_use", "active_units"))
    return say(
        "A count of latents depends on its threshold and on the seed: of the deep networks without "
        "remedy {least} to {most} latents are in use, and {active_least} to {active_most} are "
        "active{cited}.",
        least=int(in_use.min()),
        most=int(in_use.max()),
        active_least=int(active.min()),
        active_most=int(active.max()),
        cited=cite("burda2016"),
    )


def _limits(record):
    return say(
        "There is one network with the noise and {n} of each other kind, all of one width and "
        "after {updates:,} updates.",
        n=record.config["parameters"]["seeds"],
        updates=int(sum(row["noisy_updates"] for row in record.history)),
    )

"""What a run of the part beta-vae says."""

import numpy as np

from lab.documents.story import Story, cite, figure, paragraph, term
from lab.experiment.over_seeds import told_gain
from lab.languages import number, say, say_count, to_say
from lab.parts.beta_vae.figures import FACTORS

SCORES = {"mig": "MIG", "sap": "SAP", "dci": "DCI"}
# less of the entropy of a factor than this is nothing told about it
TOLD = 0.1

TRADE_OFF = {
    1: to_say(
        "From β = {first:g} to β = {last:g} the KL goes from {kl:.1f} to {last_kl:.1f} nats and "
        "the cross-entropy rises from {recon:.1f} to {last_recon:.1f}: the trade-off of the "
        "lecture."
    ),
    0: to_say(
        "From β = {first:g} to β = {last:g} the KL goes from {kl:.1f} to {last_kl:.1f} nats and "
        "the cross-entropy from {recon:.1f} to {last_recon:.1f}; that it grows with β is not shown "
        "beyond the error."
    ),
    -1: to_say(
        "From β = {first:g} to β = {last:g} the KL goes from {kl:.1f} to {last_kl:.1f} nats and "
        "the cross-entropy from {recon:.1f} to {last_recon:.1f}: on average it falls, contrary to "
        "what is expected."
    ),
}
BEST = {
    1: to_say(
        "With the best β alone MIG is higher by {gain}; but the best of several is high by "
        "chance, too, and this second criterion was added after a run with seed 0 had been seen, "
        "so that other seeds must confirm it."
    ),
    0: to_say(
        "Even with the best β alone, a second criterion, that MIG rises is not shown: its change "
        "is {gain}."
    ),
    -1: to_say("Even with the best β alone, a second criterion, MIG falls: its change is {gain}."),
}


def story(record):
    """The trade-off, both criteria, and what single latents stand for."""
    m = record.metrics
    return Story(
        paragraphs=(
            paragraph(_trained(record), _trade_off(record)),
            paragraph(_criterion(m), _best(m), _course(record)),
            paragraph(_factors(record), _limits(record)),
        ),
        figures=("scores", "information"),
    )


def _names(record, chosen=slice(None)):
    """The factors as a list in the language spoken."""
    return ", ".join(say(FACTORS[str(name)]) for name in record.arrays["factor_names"][chosen])


def _betas(record):
    return [float(beta) for beta in record.arrays["betas"]]


def _trained(record):
    return say(
        "β-VAEs{cited} with {latents} latents were trained with β = {betas} on images of a single "
        "figure whose factors are known: {factors}.",
        cited=cite("higgins2017"),
        latents=record.config["parameters"]["z_dim"],
        betas=", ".join(number(beta, "g") for beta in _betas(record)),
        factors=_names(record),
    )


def _trade_off(record):
    m, betas = record.metrics, _betas(record)
    first, last = betas[0], betas[-1]
    sign, _ = told_gain(m, "recon_nats_gain", ".1f")
    return say(
        TRADE_OFF[sign],
        first=first,
        last=last,
        kl=m[f"kl_nats_beta{first:g}"],
        last_kl=m[f"kl_nats_beta{last:g}"],
        recon=m[f"recon_nats_beta{first:g}"],
        last_recon=m[f"recon_nats_beta{last:g}"],
    )


def _criterion(m):
    """The mean over all larger beta: of how many scores a rise is shown."""
    found = {score: told_gain(m, f"{score}_gain", "+.3f") for score in SCORES}
    gains = "; ".join(
        f"{SCORES[score]}{term(score)} {words}" for score, (_, words) in found.items()
    )
    risen = [SCORES[score] for score, (sign, _) in found.items() if sign == 1]
    if len(risen) == len(SCORES):
        message = to_say(
            "By the criterion set before the first run, the mean gain over all larger β, all "
            "scores of disentanglement rise: {gains}."
        )
    elif risen:
        message = to_say(
            "By the criterion set before the first run, the mean gain over all larger β, only "
            "{risen} is shown to rise: {gains}."
        )
    else:
        message = to_say(
            "By the criterion set before the first run, the mean gain over all larger β, no score "
            "of disentanglement is shown to rise: {gains}. That β > 1 disentangles, as the lecture "
            "claims, is not shown here."
        )
    return say(message, gains=gains, risen=", ".join(risen))


def _best(m):
    # of one network for each β its own best one would be chosen, which flatters it
    if "mig_gain_best_ci_low" not in m:
        return ""
    sign, gain = told_gain(m, "mig_gain_best", "+.3f")
    return say(BEST[sign], gain=gain)


def _course(record):
    """Where the mean of MIG is least and largest."""
    betas = _betas(record)
    values = [record.metrics[f"mig_beta{beta:g}"] for beta in betas]
    least, most = int(np.argmin(values)), int(np.argmax(values))
    if values in (sorted(values), sorted(values, reverse=True)):
        message = to_say(
            "MIG is {least:.3f} at β = {low:g} and {most:.3f} at β = {high:g} ({figure}): over "
            "these β it goes one way."
        )
    else:
        message = to_say(
            "MIG does not go one way: it is least at β = {low:g} ({least:.3f}) and largest at "
            "β = {high:g} ({most:.3f}; {figure})."
        )
    return say(
        message,
        least=values[least],
        low=betas[least],
        most=values[most],
        high=betas[most],
        figure=figure("scores"),
    )


def _factors(record):
    """What the best latent tells about each factor, in the pictured network of the best beta."""
    betas = _betas(record)
    row = int(np.argmax([record.metrics[f"mig_beta{beta:g}"] for beta in betas]))
    best = record.arrays["known_share"][row].max(axis=0)
    shares = ", ".join(
        f"{say(FACTORS[str(name)])} {number(share, '.2f')}"
        for name, share in zip(record.arrays["factor_names"], best, strict=True)
    )
    untold = best < TOLD
    if untold.any():
        message = to_say(
            "At β = {beta:g} the most that one latent tells of each factor, as a share of the "
            "factor's entropy, is: {shares} ({figure}); encoded by no single latent: {untold}."
        )
    else:
        message = to_say(
            "At β = {beta:g} the most that one latent tells of each factor, as a share of the "
            "factor's entropy, is: {shares} ({figure})."
        )
    return say(
        message,
        beta=betas[row],
        shares=shares,
        untold=_names(record, untold),
        figure=figure("information"),
    )


def _limits(record):
    return say_count(
        "There is {n} network of each β, of one architecture and on one data set; in general what "
        "is disentangled depends on the seed as well{cited}.",
        "There are {n} networks of each β, of one architecture and on one data set; in general "
        "what is disentangled depends on the seed as well{cited}.",
        record.arrays["mig"].shape[1],
        cited=cite("locatello2019"),
    )

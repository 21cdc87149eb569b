"""The figures of the part beta-vae, from its record alone."""

import numpy as np

from lab.documents.chapters import Table
from lab.evaluation.averages import mean_and_se
from lab.evaluation.latents import IN_USE
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import number, say, say_count, to_say
from lab.parts.beta_vae import STEPS
from lab.parts.beta_vae.shares import share_maps

# latents pictured of each beta at most
LARGEST = 5
SCORES = {
    "mig": "MIG",
    "sap": "SAP",
    "dci": to_say("DCI: disentanglement"),
    "completeness": to_say("DCI: completeness"),
}
FACTORS = {
    "shape": to_say("shape"),
    "scale": to_say("scale"),
    "rotation": to_say("rotation"),
    "x": "x",
    "y": "y",
}


def draw(record):
    """{name: Figure}."""
    return {
        "factors": _factors(record),
        "scores": _scores(record),
        "compromise": _compromise(record),
        "information": _information(record),
        "traversals": _traversals(record),
    }


def tables(record):
    """{name: Table}: what beta gains, where several networks tell its error."""
    if record.arrays["mig"].shape[1] == 1:
        return {}
    ends = say("95% interval from"), say("to")
    rows = [
        (say(SCORES[score]), *_gain(record, f"{score}_gain"), *_gain(record, f"{score}_gain_best"))
        for score in ("mig", "sap", "dci")
    ]
    table = Table(
        say(
            "Gain over the smallest β: mean over all larger β, the criterion set before the first "
            "run, and the best β, the one set after it"
        ),
        (say("score"), say("all larger β"), *ends, say("best β"), *ends),
        tuple(rows),
    )
    return {"gains": table}


def _gain(record, name):
    return [record.metrics[f"{name}{end}"] for end in ("", "_ci_low", "_ci_high")]


def _factor_names(record):
    return [say(FACTORS[str(name)]) for name in record.arrays["factor_names"]]


def _factors(record):
    return image_grids(
        {"": record.arrays["factor_images"]},
        record.shape,
        say("The factors of the images: one changes, the others stay in the middle"),
        record.caption,
        row_labels=_factor_names(record),
    )


def _scores(record):
    count = record.arrays["mig"].shape[1]
    panels = [
        _score_panel(
            record, SCORES, title=say("does one latent carry one factor?"), ylabel=say("score")
        ),
        _score_panel(
            record,
            {"informativeness": to_say("DCI: informativeness")},
            title=say("what all latents say about the factors"),
            ylabel=say("$R^2$; for the shape, accuracy"),
        ),
    ]
    title = say_count(
        "Codes of test images: {n} network for each β",
        "Codes of test images: mean of {n} networks ± standard error",
        count,
    )
    return line_panels(panels, title, record.caption, shared_legend=True)


def _score_panel(record, scores, **texts):
    betas = record.arrays["betas"]
    found = {say(text): mean_and_se(record.arrays[name]) for name, text in scores.items()}
    return Panel(
        xlabel="β",
        log="x",
        ticks=betas,
        lines={text: (betas, mean) for text, (mean, _) in found.items()},
        errors={text: error for text, (_, error) in found.items()},
        **texts,
    )


def _compromise(record):
    a = record.arrays
    kl, recon = (a[name].mean(axis=1) for name in ("kl_nats", "recon_nats"))
    panel = Panel(
        title=say_count(
            "test images, {n} network for each β",
            "test images, mean of {n} networks for each β",
            a["mig"].shape[1],
        ),
        xlabel=say("KL(q(z|x) ‖ p(z)), nats per image"),
        ylabel=say("cross-entropy, nats per image"),
        lines={"β-VAE": (kl, recon)},
        texts={"β-VAE": [f"β = {number(beta, 'g')}" for beta in a["betas"]]},
    )
    title = say("The trade-off between KL and reconstruction")
    return line_panels([panel], title, record.caption)


def _information(record):
    """At the smallest beta and at the best: how one differs from the other."""
    a = record.arrays
    best = int(a["mig"].mean(1).argmax())
    maps = {
        f"β = {number(beta, 'g')}": (
            a["known_share"][row, :LARGEST],
            [_latent(j) for j in a["latent"][row, :LARGEST]],
        )
        for row, beta in enumerate(a["betas"])
        if row in (0, best)
    }
    return share_maps(
        maps,
        _factor_names(record),
        say("I(z; factor) / H(factor)"),
        say(
            "What the latents with the largest KL say about each factor, at the smallest β and "
            "where MIG is largest"
        ),
        record.caption,
    )


def _traversals(record):
    """Of the latents in use of one network for each beta, those with the largest KL."""
    a = record.arrays
    chosen = [
        (row, place)
        for row, kl in enumerate(a["latent_kl"])
        for place in np.flatnonzero(kl[:LARGEST] >= IN_USE)
    ]
    labels = [
        say(
            "β = {beta:g}, {latent}: {kl:.2f} nats",
            beta=a["betas"][row],
            latent=_latent(a["latent"][row, place]),
            kl=a["latent_kl"][row, place],
        )
        for row, place in chosen
    ]
    return image_grids(
        {"": np.stack([a["traversals"][place] for place in chosen])},
        record.shape,
        say("Traversals of the latents in use (KL of {least:g} nats or more)", least=IN_USE),
        record.caption,
        row_labels=labels,
        column_labels=[number(step, "g") for step in STEPS],
    )


def _latent(j):
    return f"$z_{{{j + 1}}}$"

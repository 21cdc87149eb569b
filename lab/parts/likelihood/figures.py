"""The figures of the part likelihood, from its record alone."""

import numpy as np

from lab.experiment.comparison import comparison
from lab.experiment.published import ESTIMATE
from lab.figures.comparisons import dots
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import say, say_count, to_say
from lab.parts.likelihood import ACTIVE_VARIANCE
from lab.parts.likelihood.counts import counts_to, samples_after_an_epoch

LABELS = {"posterior": to_say("z from q(z|x)"), "prior": to_say("z from the prior p(z)")}


def draw(record):
    """{name: Figure}"""
    ours = {f"k = {k}": record.metrics[f"test_nll_nats_k{k}"] for k in _ks(record)}
    return {
        "proposals": _proposals(record),
        "closed_form": _closed_form(record),
        "training": _training(record),
        "units": _units(record),
        "samples": _samples(record),
        **_choices(record),
        **comparison(record, ours, ESTIMATE),
    }


def _ks(record):
    return [int(k) for k in record.arrays["samples"]]


def _proposals(record):
    p = record.config["parameters"]
    latents = {"plane": 2, "wide": p["z_dim"]}
    panels = [
        Panel(
            title=say_count("VAE with {n} latent", "VAE with {n} latents", count),
            xlabel=say("samples of z per image"),
            ylabel=ylabel,
            lines=_by_proposal(record, f"{network}_{{}}_{name}"),
            log=log,
        )
        for name, ylabel, log in (
            ("bounds", say("mean estimate of log p(x), nats"), "x"),
            ("sizes", say("median effective sample size"), "xy"),
        )
        for network, count in latents.items()
    ]
    title = say_count(
        "Importance-sampled log p(x) of {n} test image, by proposal distribution",
        "Importance-sampled log p(x) of {n} test images, by proposal distribution",
        p["images"],
    )
    return line_panels(panels, title, record.caption)


def _by_proposal(record, array):
    """{proposal: (numbers of samples, values)}. array: the name of its array, {} for its own."""
    counts = counts_to(record.config["parameters"]["draws"])
    return {say(text): (counts, record.arrays[array.format(name)]) for name, text in LABELS.items()}


def _closed_form(record):
    panel = Panel(
        title=say_count(
            "linear-Gaussian VAE with 2 latents, {n} test image",
            "linear-Gaussian VAE with 2 latents, {n} test images",
            record.config["parameters"]["images"],
        ),
        xlabel=say("samples of z per image"),
        ylabel=say("RMS error of log p(x), nats"),
        lines=_by_proposal(record, "linear_{}_errors"),
        log="xy",
    )
    title = say("Error of the estimates where log p(x) is known in closed form")
    return line_panels([panel], title, record.caption)


def _training(record):
    epochs = [row["epoch"] for row in record.history]
    panel = Panel(
        title=say_count(
            "held-out images, {n} sample of z per image",
            "held-out images, {n} samples of z per image",
            samples_after_an_epoch(record.config["parameters"]["draws"]),
        ),
        xlabel=say("epoch"),
        ylabel=say("−log p(x), nats per image"),
        lines={
            f"k = {k}": (epochs, [row[f"k{k}_nll"] for row in record.history]) for k in _ks(record)
        },
    )
    title = say("Training on the importance-weighted bound with k samples (k = 1: the ELBO)")
    panels = [*_shared(record), panel]
    return line_panels(panels, title, record.caption, shared_legend=True)


def _shared(record):
    """The panel of the training from which the first k continues, in a list, or none."""
    if "shared_val_loss" not in record.arrays:
        return []
    losses = {
        say("training images"): record.arrays["shared_train_loss"],
        say("held-out images"): record.arrays["shared_val_loss"],
    }
    panel = Panel(
        title=say("preceding training with k = 1"),
        xlabel=say("epoch"),
        ylabel=say("−ELBO, nats per image"),
        lines={name: (range(1, len(values) + 1), values) for name, values in losses.items()},
    )
    return [panel]


def _units(record):
    lines = {}
    for k in _ks(record):
        activities = record.arrays[f"k{k}_activities"]
        label = say("k = {k}: {active} active", k=k, active=record.metrics[f"active_units_k{k}"])
        lines[label] = (np.arange(1, len(activities) + 1), activities)
    panel = Panel(
        title=say("latents sorted by activity"),
        xlabel=say("latent"),
        ylabel=say("variance of the means of q(z|x)"),
        lines=lines,
        levels={say("active: above {level:g}", level=ACTIVE_VARIANCE): ACTIVE_VARIANCE},
        log="y",
    )
    return line_panels([panel], say("Active latents"), record.caption)


def _samples(record):
    grids, ks = {}, _ks(record)
    for k in sorted({min(ks), max(ks)}):
        nll = record.metrics[f"test_nll_nats_k{k}"]
        images = record.arrays[f"k{k}_samples"].reshape(8, 8, -1)
        grids[say("k = {k}: {nll:.2f} nats", k=k, nll=nll)] = images
    title = say("Pixel means decoded from z ~ N(0, I); above them −log p(x) of the test images")
    return image_grids(grids, record.shape, title, record.caption)


def _choices(record):
    """What the epochs after the shared ones gain, k by k; {} where there were none."""
    p, m = record.config["parameters"], record.metrics
    if "test_nll_nats_shared" not in m:
        return {}
    shared = say_count("k = 1, {n} epoch", "k = 1, {n} epochs", p["shared_epochs"])
    rows = [(shared, m["test_nll_nats_shared"])]
    for k in _ks(record):
        name = say_count(
            "then {n} epoch, learning rate falling to 0: k = {k}",
            "then {n} epochs, learning rate falling to 0: k = {k}",
            p["epochs"],
            k=k,
        )
        rows.append((name, m[f"test_nll_nats_k{k}"]))
    best = min(rows, key=lambda row: row[1])[0]
    unit = say("−log p(x), nats per test image")
    title = say("What the final epochs and more samples in the bound gain")
    return {"choices": dots(rows, {best}, unit, title, record.caption)}

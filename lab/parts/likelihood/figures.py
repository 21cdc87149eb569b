"""The figures of the part likelihood, from its record alone."""

import numpy as np

from lab.evaluation.collapse import ACTIVE_VARIANCE
from lab.experiment import published
from lab.parts.likelihood.measures import counts_to, draws_after_an_epoch

DRAWN_FROM = {"posterior": "z from q(z|x)", "prior": "z from the prior p(z)"}


def draw(record):
    """{name: Figure}"""
    ours = {f"this run: k = {k}": record.metrics[f"test_nll_k{k}"] for k in _ks(record)}
    return {
        "proposals": _proposals(record),
        "closed_form": _closed_form(record),
        "training": _training(record),
        "units": _units(record),
        "samples": _samples(record),
        **_choices(record),
        **published.figures(record, ours),
    }


def _ks(record):
    return [int(k) for k in record.arrays["samples"]]


def _proposals(record):
    from lab.figures.lines import line_panels

    p = record.config["parameters"]
    counts = counts_to(p["draws"])
    networks = {"plane": "2 latents", "wide": f"{p['z_dim']} latents"}
    texts = {
        "bounds": ("estimate of log p(x)", "nats per image, mean"),
        "sizes": ("draws that count", "effective sample size, median"),
    }
    panels = [
        {
            "title": f"VAE with {latents}: {title}",
            "xlabel": "draws of z per image",
            "ylabel": unit,
            "log": "x" if kind == "bounds" else "xy",
            "lines": {
                text: (counts, record.arrays[f"{name}_{proposal}_{kind}"])
                for proposal, text in DRAWN_FROM.items()
            },
        }
        for kind, (title, unit) in texts.items()
        for name, latents in networks.items()
    ]
    title = f"log p(x) of {p['images']} test images, by where z is drawn from"
    return line_panels(panels, title, record.caption)


def _closed_form(record):
    from lab.figures.lines import line_panels

    p = record.config["parameters"]
    counts = counts_to(p["draws"])
    panel = {
        "title": f"linear-Gaussian VAE with 2 latents, {p['images']} test images",
        "xlabel": "draws of z per image",
        "ylabel": "r.m.s. error of log p(x), nats",
        "log": "xy",
        "lines": {
            text: (counts, record.arrays[f"linear_{proposal}_errors"])
            for proposal, text in DRAWN_FROM.items()
        },
    }
    return line_panels(
        [panel], "Where log p(x) is known: how far off estimates are", record.caption
    )


def _training(record):
    from lab.figures.lines import line_panels

    epochs = [row["epoch"] for row in record.history]
    draws = draws_after_an_epoch(record.config["parameters"]["draws"])
    names = {f"k{k}": f"k = {k}" for k in _ks(record)}
    panels = [
        *_shared(record),
        {
            "title": f"unseen images, estimated from {draws} draws of z",
            "xlabel": "epoch",
            "ylabel": "-log p(x), nats per image",
            "lines": {
                text: (epochs, [row[f"{name}_nll"] for row in record.history])
                for name, text in names.items()
            },
        },
    ]
    title = "Training on the importance-weighted bound with k draws (k = 1: the ELBO)"
    return line_panels(panels, title, record.caption, shared_legend=True)


def _shared(record):
    """The panel of the training from which the first k goes on, in a list, or none."""
    lines = {"training images": "shared_train_loss", "unseen images": "shared_val_loss"}
    if not set(lines.values()) <= set(record.arrays):
        return []
    epochs = range(1, len(record.arrays["shared_val_loss"]) + 1)
    panel = {
        "title": "before: k = 1, from which the first k goes on",
        "xlabel": "epoch",
        "ylabel": "-ELBO, nats per image",
        "lines": {text: (epochs, record.arrays[name]) for text, name in lines.items()},
    }
    return [panel]


def _choices(record):
    """What the epochs after the shared ones bring, k by k; {} where there were none."""
    from lab.figures.comparisons import dots

    p, m = record.config["parameters"], record.metrics
    if "test_nll_shared" not in m:
        return {}
    rows = [(f"k = 1, {p['shared_epochs']} epochs", m["test_nll_shared"])]
    own = f"then {p['epochs']} epochs, the rate falling to 0"
    rows += [(f"{own}: k = {k}", m[f"test_nll_k{k}"]) for k in _ks(record)]
    best = min(rows, key=lambda row: row[1])[0]
    unit = "-log p(x), nats per test image"
    title = "What each choice buys: the last epochs, and draws in the bound"
    return {"choices": dots(rows, {best}, unit, title, record.caption)}


def _units(record):
    from lab.figures.lines import line_panels

    lines = {}
    for k in _ks(record):
        activities = record.arrays[f"k{k}_activities"]
        active = record.metrics[f"active_units_k{k}"]
        lines[f"k = {k}: {active} active"] = (np.arange(1, len(activities) + 1), activities)
    panel = {
        "title": "latents in the order of their activity",
        "xlabel": "latent",
        "ylabel": "variance over images of E[z] under q(z|x)",
        "log": "y",
        "lines": lines,
        "levels": {f"active: above {ACTIVE_VARIANCE:g}": ACTIVE_VARIANCE},
    }
    return line_panels([panel], "Latents that say something about the image", record.caption)


def _samples(record):
    from lab.figures.images import image_grids

    grids = {
        f"k = {k}: {record.metrics[f'test_nll_k{k}']:.2f} nats": record.arrays[
            f"k{k}_samples"
        ].reshape(8, 8, -1)
        for k in _ks(record)
    }
    title = "Decoded from z ~ N(0, I): pixel means; -log p(x) of the test images"
    return image_grids(grids, record.shape, title, record.caption)

"""The figures of the part autoencoder, from its record alone."""

import numpy as np

from lab.figures.bars import grouped_bars
from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.figures.maps import latent_maps
from lab.figures.style import literal
from lab.languages import number, say, to_say
from lab.parts.autoencoder import DRAWS, KINDS, PAIRS, PLANE, SQUARE, STEP, STEPWISE, WIDE
from lab.parts.autoencoder.pairs import pairs_of_classes

NAMES = {
    "ae": to_say("AE, squared error"),
    "vae_squared": to_say("VAE, squared error"),
    "vae_notes": to_say("VAE of the notes"),
    "ae_bernoulli": to_say("AE, Bernoulli"),
    "vae": to_say("VAE, Bernoulli"),
}
WAYS = {
    "normal": to_say("samples from N(0, I)"),
    "fitted": to_say("samples from a Gaussian fitted to the codes"),
}
# the same, shorter, and what the judge is asked about for comparison
JUDGED = {
    "normal": "N(0, I)",
    "fitted": to_say("fitted Gaussian"),
    "reconstructed": to_say("reconstructions"),
}
LOSSES = {
    "ae": to_say("squared error per pixel"),
    "vae_squared": to_say("squared error + β KL"),
    "vae_notes": to_say("squared error + β KL"),
    "ae_bernoulli": to_say("−log p(x|z), nats per image"),
    "vae": to_say("−ELBO, nats per image"),
}


def draw(record):
    """{name: Figure}."""
    return {
        "training": _training(record),
        "sizes": _sizes(record),
        "sure": _sure(record),
        "reconstructions": _reconstructions(record),
        "maps": _maps(record),
        "grids": _grids(record),
        "samples": _samples(record, PLANE),
        "samples_wide": _samples(record, WIDE),
        "steps": _steps(record),
        "class_pairs": _class_pairs(record),
        "torn_pairs": _torn_pairs(record),
    }


def _training(record):
    curves = [
        Curve(
            title=say("{network}, h = {size}", network=say(NAMES[kind]), size=PLANE),
            ylabel=say(LOSSES[kind]),
            epochs=[row["epoch"] for row in record.history],
            train=[row[f"{kind}_train_loss"] for row in record.history],
            validation=[row[f"{kind}_val_loss"] for row in record.history],
        )
        for kind in KINDS
    ]
    return training_curves(curves, say("Training"), record.caption)


def _sizes(record):
    m, sizes = record.metrics, record.arrays["sizes"]

    def panel(title, ylabel, names, levels=()):
        lines = {
            label: (sizes, [m[name.format(size)] for size in sizes])
            for label, name in names.items()
        }
        axes = {"xlabel": say("code size h"), "log": "x", "ticks": sizes}
        return Panel(title, ylabel=ylabel, lines=lines, levels=dict(levels), **axes)

    names = {kind: say(NAMES[kind]) for kind in STEPWISE}
    errors = {name: f"mse_{kind}_{{}}" for kind, name in names.items()} | {"PCA": "mse_pca_{}"}
    torn = {name: f"near_images_far_codes_{kind}_{{}}" for kind, name in names.items()}
    sure = {
        way: {name: f"judged_sure_{kind}_{{}}_{way}" for kind, name in names.items()}
        for way in DRAWS
    }
    share, real = say("share that the judge is sure of"), say("test images")
    panels = [
        panel(say("Reconstruction of test images"), say("squared error per pixel"), errors),
        panel(
            say("Near images with far codes (by chance {share:g})", share=0.9),
            say("share of near images"),
            torn,
        ),
        *(panel(say(WAYS[way]), share, sure[way], {real: m["judged_sure_real"]}) for way in DRAWS),
    ]
    title = say("What a code of size h preserves, and what can be sampled from it")
    return line_panels(panels, title, record.caption, shared_legend=True)


def _sure(record):
    """What KL and what the loss of the pixels adds to samples, at both sizes of all networks."""
    series = {
        size: {
            say(NAMES[kind]): {
                say(label): record.metrics[f"judged_sure_{kind}_{size}_{way}"]
                for way, label in JUDGED.items()
            }
            for kind in KINDS
        }
        for size in (PLANE, WIDE)
    }
    return grouped_bars(
        {f"h = {size}": of_size for size, of_size in series.items()},
        say("share that the judge is sure of"),
        say("Decoded images with and without KL, for both losses of the pixels"),
        record.caption,
    )


def _reconstructions(record):
    a = record.arrays
    sizes = a["sizes"]
    kinds = {kind: say(NAMES[kind]) for kind in STEPWISE} | {"pca": "PCA"}
    # an image of every other class: two grids fit side by side
    grids = {
        name: np.stack([a["originals"], *(a[f"{kind}_{size}_shown"] for size in sizes)])[:, ::2]
        for kind, name in kinds.items()
    }
    rows = [say("original"), *(f"h = {size}" for size in sizes)]
    title = say("Test images and their reconstructions from codes of size h")
    return image_grids(grids, record.shape, title, record.caption, row_labels=rows)


def _maps(record):
    a = record.arrays
    maps = {
        say(
            "{network}: {share:.0%} in the square",
            network=say(NAMES[kind]),
            share=record.metrics[f"codes_in_square_{kind}_{PLANE}"],
        ): a[f"{kind}_codes"]
        for kind in STEPWISE
    }
    title = say("Codes of test images, h = 2 (for the VAE the means)")
    classes = literal(a["class_names"])
    return latent_maps(maps, a["labels"], classes, title, record.caption, SQUARE)


def _grids(record):
    """Of two networks that differ in KL alone; every other code, so that the images can be seen."""
    grids = {
        say(NAMES[kind]): record.arrays[f"{kind}_own_grid"][::2, ::2] for kind in PAIRS["bernoulli"]
    }
    title = say("Images decoded from a grid over the region of each network's codes, h = 2")
    return image_grids(grids, record.shape, title, record.caption)


def _samples(record, size):
    grids = {
        say(label): np.stack([record.arrays[f"{kind}_{size}_{way}_samples"] for kind in KINDS])
        for way, label in WAYS.items()
    }
    title = say("Images decoded from random codes, h = {size}", size=size)
    rows = [say(NAMES[kind]) for kind in KINDS]
    return image_grids(grids, record.shape, title, record.caption, row_labels=rows)


def _steps(record):
    panels = []
    for size in (PLANE, WIDE):
        names = {kind: f"{kind}_{size}_fitted" for kind in STEPWISE}
        ratios = [record.metrics[f"change_unevenness_{name}"] for name in names.values()]
        changes = {say(NAMES[kind]): record.arrays[f"{n}_changes"] for kind, n in names.items()}
        panels.append(
            Panel(
                title=say(
                    "h = {size}; 95th percentile / median: {ratios}",
                    size=size,
                    ratios="; ".join(number(ratio, ".2f") for ratio in ratios),
                ),
                xlabel=say("share of steps with a smaller change"),
                ylabel=say("RMS change of a pixel"),
                lines={
                    label: (np.linspace(0, 1, len(quantiles)), quantiles)
                    for label, quantiles in changes.items()
                },
            )
        )
    title = say(
        "Change of the decoded image for a step of {step:.0%} of the codes' standard deviation",
        step=STEP,
    )
    return line_panels(panels, title, record.caption)


def _class_pairs(record):
    a = record.arrays
    names = literal(a["class_names"])
    panels = {
        say("{network}, h = {size}", network=say(NAMES[kind]), size=PLANE): a[
            f"{kind}_{PLANE}_separations"
        ]
        for kind in PAIRS["squared"]
    }
    marked = ("1", "7") if {"1", "7"} <= set(names) else names[:2]
    title = say("Separation of two classes: distance of their means relative to their spread")
    return pairs_of_classes(a["image_separations"], panels, names, marked, title, record.caption)


def _torn_pairs(record):
    a, m = record.arrays, record.metrics
    texts = {
        "far_codes": ("near_images_far_codes", say("near images with far codes")),
        "far_images": ("near_codes_far_images", say("near codes with far images")),
    }
    grids = {}
    for array, (metric, text) in texts.items():
        shares = [number(m[f"{metric}_{kind}_{PLANE}"], ".0%") for kind in STEPWISE]
        rows = [a[f"{kind}_{array}"] for kind in STEPWISE]
        # few images have fewer pairs without a repeated image
        count = min(row.shape[1] for row in rows)
        label = say("{text}, share of near pairs: {shares}", text=text, shares=", ".join(shares))
        grids[label] = np.concatenate([row[:, :count] for row in rows])
    rows = [
        label
        for kind in STEPWISE
        for label in (
            say("{network}: first", network=say(NAMES[kind])),
            say("{network}: second", network=say(NAMES[kind])),
        )
    ]
    title = say("The pairs that codes with h = 2 tear apart most")
    return image_grids(grids, record.shape, title, record.caption, row_labels=rows)

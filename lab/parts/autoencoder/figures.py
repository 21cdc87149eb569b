"""The figures of the part autoencoder, from its record alone."""

import numpy as np

from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.figures.maps import latent_maps
from lab.figures.style import literal
from lab.languages import number, say, to_say
from lab.parts.autoencoder import PLANE, SQUARE, STEP, WIDE
from lab.parts.autoencoder.pairs import pairs_of_classes

NAMES = {"ae": to_say("autoencoder"), "vae": "VAE"}
WAYS = {
    "normal": to_say("standard normal"),
    "fitted": to_say("Gaussian fitted to its codes"),
    "square": to_say("the notes' square"),
}


def draw(record):
    """{name: Figure}."""
    return {
        "training": _training(record),
        "sizes": _sizes(record),
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
    units = {"ae": say("squared error per pixel"), "vae": say("−ELBO, nats per image")}
    curves = [
        Curve(
            title=say("{network}, h = {size}", network=say(NAMES[kind]), size=PLANE),
            ylabel=unit,
            epochs=[row["epoch"] for row in record.history],
            train=[row[f"{kind}_train_loss"] for row in record.history],
            validation=[row[f"{kind}_val_loss"] for row in record.history],
        )
        for kind, unit in units.items()
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

    errors = {"AE": "mse_ae_{}", "VAE": "mse_vae_{}", "PCA": "mse_pca_{}"}
    sampled = {
        say("VAE, N(0, I)"): "vae_{}_normal",
        say("AE, N(0, I)"): "ae_{}_normal",
        say("AE, Gaussian fitted to its codes"): "ae_{}_fitted",
    }
    sure = {label: f"judged_sure_{name}" for label, name in sampled.items()}
    sure[say("AE, reconstructions")] = "judged_sure_ae_{}_reconstructed"
    classes = {label: f"classes_{name}" for label, name in sampled.items()}
    torn = {
        f"{kind.upper()}, {text}": f"{name}_{kind}_{{}}"
        for kind in NAMES
        for name, text in (
            ("near_images_far_codes", say("near images, far codes")),
            ("near_codes_far_images", say("near codes, far images")),
        )
    }
    real = say("test images")
    panels = [
        panel(say("Reconstruction of test images"), say("squared error per pixel"), errors),
        panel(
            say("Samples with a class that the judge is sure of"),
            say("share of samples"),
            sure,
            {real: m["judged_sure_real"]},
        ),
        panel(
            say("Neighbours torn apart (by chance {share:g})", share=0.9),
            say("share of near pairs"),
            torn,
        ),
        panel(
            say("Diversity of the samples"),
            say("effective number of classes"),
            classes,
            {real: m["classes_real"]},
        ),
    ]
    title = say("What a code of size h preserves, and what can be sampled from it")
    return line_panels(panels, title, record.caption)


def _reconstructions(record):
    a = record.arrays
    sizes = a["sizes"]
    grids = {
        name: np.stack([a["originals"], *(a[f"{kind}_{size}_shown"] for size in sizes)])
        for kind, name in {"ae": say(NAMES["ae"]), "vae": "VAE", "pca": "PCA"}.items()
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
        for kind in NAMES
    }
    title = say("Codes of test images, h = 2 (for the VAE the means)")
    classes = literal(a["class_names"])
    return latent_maps(maps, a["labels"], classes, title, record.caption, SQUARE)


def _grids(record):
    a = record.arrays
    low, high = SQUARE
    grids = {
        say("autoencoder, the notes' square [{low}, {high}]²", low=low, high=high): a["ae_grid"],
        say("autoencoder, where its codes lie"): a["ae_own_grid"],
        say("VAE, the square [{low}, {high}]²", low=low, high=high): a["vae_grid"],
    }
    title = say("Images decoded from a grid of codes, h = 2")
    return image_grids(grids, record.shape, title, record.caption)


def _samples(record, size):
    from_prior = "square" if size == PLANE else "normal"
    grids = {
        say(
            "{network}, {way}:\njudge sure of {share:.0%}",
            network=say(NAMES[kind]),
            way=say(WAYS[way]),
            share=record.metrics[f"judged_sure_{kind}_{size}_{way}"],
        ): record.arrays[f"{kind}_{size}_{way}_samples"]
        for kind, way in (("ae", from_prior), ("ae", "fitted"), ("vae", "normal"))
    }
    title = say("Images decoded from random codes, h = {size}", size=size)
    return image_grids(grids, record.shape, title, record.caption)


def _steps(record):
    names = {
        say("AE, Gaussian fitted to its codes"): "ae_{}_fitted",
        say("VAE, N(0, I)"): "vae_{}_normal",
    }
    panels = []
    for size in (PLANE, WIDE):
        changes = {label: record.arrays[f"{n.format(size)}_changes"] for label, n in names.items()}
        ae, vae = (record.metrics[f"change_unevenness_{n.format(size)}"] for n in names.values())
        panels.append(
            Panel(
                title=say(
                    "h = {size}; 95th percentile / median: AE {ae:.2f}, VAE {vae:.2f}",
                    size=size,
                    ae=ae,
                    vae=vae,
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
        for kind in NAMES
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
        ae, vae = (number(m[f"{metric}_{kind}_{PLANE}"], ".0%") for kind in NAMES)
        rows = [a[f"{kind}_{array}"] for kind in NAMES]
        # few images have fewer pairs without a repeated image
        count = min(row.shape[1] for row in rows)
        label = say("{text}, share of near pairs: AE {ae}, VAE {vae}", text=text, ae=ae, vae=vae)
        grids[label] = np.concatenate([row[:, :count] for row in rows])
    rows = [
        label
        for kind in NAMES
        for label in (
            say("{network}: first", network=kind.upper()),
            say("{network}: second", network=kind.upper()),
        )
    ]
    title = say("The pairs that codes with h = 2 tear apart most")
    return image_grids(grids, record.shape, title, record.caption, row_labels=rows)

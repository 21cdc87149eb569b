"""The figures of the part latent, from its record alone."""

import numpy as np

from lab.parts.latent.measures import AMOUNTS, SHARES, SQUARE

LOSSES = {
    "reconstruction": "reconstruction only",
    "kl": "KL only",
    "both": "both (ELBO)",
}
WAYS = {"blended": "images blended", "straight": "codes, straight", "spherical": "codes, spherical"}
UNITS = {"slant": "degrees", "thickness": "pixels"}


def draw(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids
    from lab.figures.maps import latent_maps
    from lab.figures.style import literal

    a, m, source = record.arrays, record.metrics, record.caption
    shape = record.shape
    names = literal(a["class_names"])
    maps = {f"{text}: σ = {m[f'sigma_{n}']:.2g}": a[f"{n}_codes"] for n, text in LOSSES.items()}
    grids = {
        f"{text}: samples of {m[f'classes_{n}']:.1f} classes": a[f"{n}_grid"]
        for n, text in LOSSES.items()
    }
    paths = {
        f"{text}: judge sure of {m[f'sure_halfway_{way}']:.0%} halfway": a[f"{way}_path"]
        for way, text in WAYS.items()
    }
    low, high = SQUARE
    return {
        "maps": latent_maps(
            maps, a["labels"], names, "Test images as codes drawn from q(z|x)", source, SQUARE
        ),
        "grids": image_grids(
            grids, shape, f"Images decoded from codes in [{low}, {high}]²", source
        ),
        "sigma": _sigma(record, source),
        "paths": image_grids(paths, shape, "From one test image to another", source),
        "path_sure": _path_sure(record, source),
        "attributes": _attributes(record, shape, source),
        "asked_and_obtained": _asked_and_obtained(record, source),
    }


def _sigma(record, source):
    from lab.figures.lines import line_panels

    epochs = [row["epoch"] for row in record.history]
    lines = {
        text: (epochs, np.exp([row[f"{name}_val_log_sigma"] for row in record.history]))
        for name, text in LOSSES.items()
    }
    panel = {
        "title": "codes of two numbers, test images",
        "xlabel": "epoch",
        "ylabel": "σ of q(z|x), geometric mean",
        "lines": lines,
        "log": "y",
    }
    return line_panels([panel], "Width of the codes in training", source)


def _path_sure(record, source):
    from lab.figures.lines import line_panels

    panel = {
        "title": "pairs of test images of two classes",
        "xlabel": "share of the way",
        "ylabel": "share in which the judge is sure",
        "lines": {text: (SHARES, record.arrays[f"{way}_sure"]) for way, text in WAYS.items()},
        "levels": {"test images": record.metrics["real_sure"]},
    }
    return line_panels([panel], "Is there a digit on the way?", source)


def _attributes(record, shape, source):
    from lab.figures.images import image_grids

    grids = {
        f"{name}, in steps of {AMOUNTS[1] - AMOUNTS[0]:g} attribute vectors": record.arrays[
            f"{name}_images"
        ]
        for name in UNITS
    }
    marks = [f"{amount:+g}" if amount else "0" for amount in AMOUNTS]
    title = "Test images decoded with an attribute vector subtracted and added"
    return image_grids(grids, shape, title, source, column_labels=marks)


def _asked_and_obtained(record, source):
    from lab.figures.lines import line_panels

    panels = []
    for name, unit in UNITS.items():
        asked = record.arrays[f"{name}_asked"]
        low, middle, high = record.arrays[f"{name}_obtained"]
        panels.append(
            {
                "title": f"{name}: correlation {record.metrics[f'{name}_correlation']:.2f}",
                "xlabel": f"change asked for, {unit}",
                "ylabel": f"change measured, {unit}",
                "lines": {
                    "median image": (asked, middle),
                    "10 % of images lie below": (asked, low),
                    "10 % of images lie above": (asked, high),
                    "as asked": (asked, asked),
                },
            }
        )
    return line_panels(panels, "Attribute vectors: asked and obtained", source)

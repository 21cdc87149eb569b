"""The figures of the part latent, from its record alone."""

import numpy as np

from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.figures.maps import latent_maps
from lab.figures.style import literal
from lab.languages import number, say, to_say
from lab.parts.latent import AMOUNTS, PATH_SHARES, SQUARE

LOSSES = {
    "reconstruction": to_say("reconstruction only"),
    "kl": to_say("KL only"),
    "both": to_say("both (ELBO)"),
}
WAYS = {
    "blended": to_say("pixels, linear"),
    "straight": to_say("codes, linear"),
    "spherical": to_say("codes, spherical"),
}
ATTRIBUTES = {"slant": to_say("slant"), "thickness": to_say("thickness")}
UNITS = {"slant": to_say("degrees"), "thickness": to_say("pixels")}


def draw(record):
    """{name: Figure}."""
    return {
        "maps": _maps(record),
        "grids": _grids(record),
        "sigma": _sigma(record),
        "paths": _paths(record),
        "path_sure": _path_sure(record),
        "attributes": _attributes(record),
        "asked_and_obtained": _asked_and_obtained(record),
    }


def _maps(record):
    a, m = record.arrays, record.metrics
    maps = {
        say("{loss}: σ = {sigma:.2g}", loss=say(loss), sigma=m[f"sigma_{name}"]): a[f"{name}_codes"]
        for name, loss in LOSSES.items()
    }
    title = say("Codes of test images, sampled from q(z|x)")
    class_names = literal(a["class_names"])
    return latent_maps(maps, a["labels"], class_names, title, record.caption, SQUARE)


def _grids(record):
    a, m = record.arrays, record.metrics
    grids = {
        say(
            "{loss}: {classes:.1f} classes among samples",
            loss=say(loss),
            classes=m[f"classes_{name}"],
        ): a[f"{name}_grid"][::2, ::2]
        # with the KL only all images are the same
        for name, loss in LOSSES.items()
        if name != "kl"
    }
    low, high = SQUARE
    title = say("Images decoded from codes in [{low}, {high}]²", low=low, high=high)
    return image_grids(grids, record.shape, title, record.caption)


def _sigma(record):
    rows = record.history
    epochs = [row["epoch"] for row in rows]
    lines = {
        say(loss): (epochs, np.exp([row[f"{name}_val_log_sigma"] for row in rows]))
        for name, loss in LOSSES.items()
    }
    panel = Panel(
        say("codes in the plane, test images"),
        say("epoch"),
        say("σ of q(z|x), geometric mean"),
        lines,
        log="y",
    )
    return line_panels([panel], say("Width of q(z|x) during training"), record.caption)


def _paths(record):
    a, m = record.arrays, record.metrics
    grids = {
        say(
            "{path}: judge sure of {share:.0%} halfway",
            path=say(way),
            share=m[f"judged_sure_halfway_{name}"],
        ): a[f"{name}_path"]
        for name, way in WAYS.items()
    }
    return image_grids(grids, record.shape, say("From one test image to another"), record.caption)


def _path_sure(record):
    a = record.arrays
    panel = Panel(
        say("pairs of test images of different classes"),
        say("position along the path"),
        say("share in which the judge is sure"),
        lines={say(way): (PATH_SHARES, a[f"{name}_sure"]) for name, way in WAYS.items()},
        levels={say("test images"): record.metrics["judged_sure_real"]},
    )
    return line_panels([panel], say("How sure is the judge along the path?"), record.caption)


def _attributes(record):
    step = AMOUNTS[1] - AMOUNTS[0]
    grids = {
        say(
            "{attribute}, in steps of {step:g} attribute vectors",
            attribute=say(attribute),
            step=step,
        ): record.arrays[f"{name}_images"]
        for name, attribute in ATTRIBUTES.items()
    }
    return image_grids(
        grids,
        record.shape,
        say("Test images decoded with an attribute vector subtracted or added"),
        record.caption,
        column_labels=[number(amount, "+g") if amount else "0" for amount in AMOUNTS],
    )


def _asked_and_obtained(record):
    panels = [_attribute_panel(record, name) for name in ATTRIBUTES]
    title = say("Attribute vectors: requested and measured change")
    return line_panels(panels, title, record.caption)


def _attribute_panel(record, name):
    requested = record.arrays[f"{name}_asked"]
    low, middle, high = record.arrays[f"{name}_obtained"]
    unit = say(UNITS[name])
    return Panel(
        say(
            "{attribute}: correlation {value:.2f}",
            attribute=say(ATTRIBUTES[name]),
            value=record.metrics[f"correlation_{name}"],
        ),
        say("requested change, {unit}", unit=unit),
        say("measured change, {unit}", unit=unit),
        lines={
            say("median image"): (requested, middle),
            say("10th percentile"): (requested, low),
            say("90th percentile"): (requested, high),
            say("as requested"): (requested, requested),
        },
    )

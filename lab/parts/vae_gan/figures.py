"""The figures of the part vae-gan, from its record alone."""

import numpy as np

from lab.figures.comparisons import dots_by_quantity
from lab.figures.images import image_grids, square
from lab.figures.lines import Panel, line_panels
from lab.languages import say
from lab.parts.vae_gan import SAMPLES_PER_EPOCH

KINDS = {"vae": "VAE", "vae_gan": "VAE-GAN"}
IMAGES_PER_SIDE = 8


def draw(record):
    """{name: Figure}."""
    return {
        "samples": _samples(record),
        "reconstructions": _reconstructions(record),
        "scores": _scores(record),
        "training": _training(record),
    }


def _samples(record):
    a, m = record.arrays, record.metrics
    real = say("test images: sharpness {value:.3f}", value=m["sharpness_real"])
    grids = {real: square(a["real"], IMAGES_PER_SIDE)}
    for kind, name in KINDS.items():
        sharpness = m[f"sharpness_{kind}_0"]
        title = say("{network}: sharpness {value:.3f}", network=name, value=sharpness)
        grids[title] = square(a[f"{kind}_0_samples"], IMAGES_PER_SIDE)
    title = say("Test images, and samples of a VAE and a VAE-GAN with the same encoder and decoder")
    return image_grids(grids, record.shape, title, record.caption)


def _reconstructions(record):
    a = record.arrays
    rows = [a["originals"], *(a[f"{kind}_0_reconstructions"] for kind in KINDS)]
    return image_grids(
        {"": np.stack(rows)},
        record.shape,
        say("Test images and their reconstructions"),
        record.caption,
        row_labels=[say("original"), *KINDS.values()],
    )


def _scores(record):
    """The scores of every network, each a stroke, and those of real images."""
    m = record.metrics
    quantities = {
        say("sharpness of samples"): ("sharpness", m["sharpness_real"]),
        say("sharpness of reconstructions"): ("sharpness_reconstructed", m["sharpness_real"]),
        say("Fréchet distance of samples from test images"): ("frechet", m["frechet_real"]),
    }
    seeds = range(record.config["parameters"]["seeds"])
    values = {
        label: [
            *([m[f"{score}_{kind}_{seed}"] for seed in seeds] for kind in KINDS),
            [of_real_images],
        ]
        for label, (score, of_real_images) in quantities.items()
    }
    title = say("VAE and VAE-GAN trained from several random initialisations, and real images")
    names = [*KINDS.values(), say("real images")]
    figure = dots_by_quantity(names, values, title, record.caption)
    for axis in figure.axes:
        axis.set_xlim(left=0)
    return figure


def _training(record):
    """How the VAE-GANs' losses, discriminators and samples change from epoch to epoch."""
    m = record.metrics
    samples = {"count": SAMPLES_PER_EPOCH}
    panels = [
        _epoch_panel(
            record,
            "val_gan",
            say(r"$L_\mathrm{{GAN}}$, maximised by the discriminator"),
            say("nats per image"),
        ),
        _epoch_panel(
            record,
            "val_fake_right",
            say("discriminator: generated images rejected"),
            say("share of images"),
        ),
        _epoch_panel(
            record,
            "sharpness",
            say("sharpness of {count:,} samples", **samples),
            say("variance of the Laplacian"),
            {say("test images"): m["sharpness_real"]},
        ),
        _epoch_panel(
            record,
            "classes",
            say("classes among {count:,} samples", **samples),
            say("effective number of classes"),
            {say("test images"): m["classes_real"]},
        ),
    ]
    title = say("The VAE-GANs on validation images during training")
    return line_panels(panels, title, record.caption, shared_legend=True)


def _epoch_panel(record, column, title, ylabel, levels=None):
    rows = record.history
    epochs = [row["epoch"] for row in rows]
    lines = {
        say("network {number}", number=seed + 1): (
            epochs,
            [row[f"vae_gan_{seed}_{column}"] for row in rows],
        )
        for seed in range(record.config["parameters"]["seeds"])
    }
    return Panel(title, say("epoch"), ylabel, lines, levels or {})

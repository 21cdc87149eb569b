"""The figures of the part blur, from its record alone."""

import numpy as np

from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import say
from lab.parts.blur import HOLE_QUANTILE, nearest_to_one

# of a vertical line: more than are drawn with markers
LINE_POINTS = 50
HOLE_COLUMNS = 8


def draw(record):
    """{name: Figure}."""
    return {
        "averages": _averages(record),
        "overlap": _overlap(record),
        "pixels": _pixels(record),
        "density": _density(record),
        "holes": _holes(record),
    }


def _averages(record):
    """At the beta closest to the ELBO's: images that share a code, their mean, and the decoded."""
    beta = nearest_to_one(record.arrays["betas"])
    original, nearest, best, decoded = (
        record.arrays[f"beta{beta:g}_{name}"] for name in ("original", "nearest", "best", "decoded")
    )
    matches = np.swapaxes(nearest, 0, 1)
    labels = [
        say("encoded image"),
        *(say("plausible match {number}", number=i + 1) for i in range(len(matches))),
        say("weighted mean"),
        say("decoded"),
    ]
    count = record.metrics[f"images_per_code_beta{beta:g}"]
    return image_grids(
        {
            say("images per code: median {count:,.0f}", count=count): np.stack(
                [original, *matches, best, decoded]
            )
        },
        record.shape,
        say(
            "Training images that share a code, and what is decoded from it: β = {beta:g}",
            beta=beta,
        ),
        record.caption,
        row_labels=labels,
    )


def _overlap(record):
    m, betas = record.metrics, record.arrays["betas"]

    def line(name):
        return betas, np.array([m[f"{name}_beta{beta:g}"] for beta in betas])

    xlabel = say("β, weight of KL")
    overlap = Panel(
        say("overlap"),
        xlabel,
        say("images per code, median"),
        lines={say("training images that share a code"): line("images_per_code")},
        log="xy",
        ticks=betas,
    )
    blur = Panel(
        say("blur"),
        xlabel,
        say("variance of the Laplacian"),
        lines={
            say("decoded"): line("sharpness_decoded"),
            say("weighted mean"): line("sharpness_weighted_mean"),
        },
        levels={say("training images"): m[f"sharpness_originals_beta{betas[0]:g}"]},
        log="x",
        ticks=betas,
    )
    title = say("The wider the codes, the more they overlap and the blurrier what is decoded")
    return line_panels([overlap, blur], title, record.caption)


def _pixels(record):
    m = record.metrics
    labels = [
        say("test image"),
        say("shifted by a pixel:\nerror {error:.3f}", error=m["mse_shifted"]),
        say("mean of nine shifts:\nerror {error:.3f}", error=m["mse_guess_mean"]),
        say("VAE's reconstruction:\nerror {error:.3f}", error=m["mse_reconstructed"]),
    ]
    title = say(
        "reconstruction closer than any shift: {share:.0%}",
        share=m["reconstruction_closer_share"],
    )
    return image_grids(
        {title: record.arrays["shift_rows"]},
        record.shape,
        say("Pixel-wise squared error prefers a blur to a shift"),
        record.caption,
        row_labels=labels,
    )


def _density(record):
    a = record.arrays
    middles = (a["hole_edges"][1:] + a["hole_edges"][:-1]) / 2
    highest = max(a["hole_codes"].max(), a["hole_prior"].max())
    border = np.full(LINE_POINTS, a["hole_border"]), np.linspace(0, highest, LINE_POINTS)
    panel = Panel(
        say("{share:.0%} of prior samples lie in holes", share=record.metrics["hole_share"]),
        say("log q(z), mean of q(z|x) over training images, nats"),
        say("share"),
        lines={
            say("codes of test images"): (middles, a["hole_codes"]),
            say("samples from the prior"): (middles, a["hole_prior"]),
            say("{share:.0%} quantile of validation codes", share=HOLE_QUANTILE): border,
        },
    )
    return line_panels(
        [panel], say("Density of the codes at samples from the prior"), record.caption
    )


def _holes(record):
    a, m = record.arrays, record.metrics
    densest = say("densest tenth: judge sure of {share:.0%}", share=m["judged_sure_densest"])
    sparsest = say("sparsest tenth: judge sure of {share:.0%}", share=m["judged_sure_sparsest"])
    grids = {densest: a["near_images"], sparsest: a["hole_images"]}
    rows = min(len(images) for images in grids.values()) // HOLE_COLUMNS
    return image_grids(
        {
            title: images[: rows * HOLE_COLUMNS].reshape(rows, HOLE_COLUMNS, -1)
            for title, images in grids.items()
        },
        record.shape,
        say("Decoded samples from the prior, by the density of the codes around them"),
        record.caption,
    )

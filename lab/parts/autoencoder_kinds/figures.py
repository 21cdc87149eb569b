"""The figures of the part autoencoder-kinds, from its record alone."""

import numpy as np

from lab.figures.images import image_grids
from lab.figures.lines import line_panels
from lab.parts.autoencoder_kinds.bars import grouped_bars

NOISES = {
    "gaussian": "Gaussian noise",
    "masking": "masked pixels",
    "salt_and_pepper": "salt and pepper",
}
STRENGTH_LABELS = {
    "gaussian": "standard deviation",
    "masking": "share of pixels set to 0",
    "salt_and_pepper": "share of pixels set to 0 or 1",
}
WAYS = {
    "noisy": "noisy image",
    "median": "3 x 3 median filter",
    "gaussian": "denoiser of Gaussian noise",
    "masking": "denoiser of masked pixels",
    "salt_and_pepper": "denoiser of salt and pepper",
    "overcomplete": "overcomplete, trained without noise",
}
PENALTY = {"sparse": "with penalty", "dense": "without penalty"}
CONTRACTED = {"contractive": "with penalty", "uncontracted": "without penalty"}
INPUTS = {"data": "test images", "shuffled": "their pixels\nshuffled", "noise": "uniform noise"}


def draw(record):
    """The figures of a finished run, by name."""
    shape = record.shape
    return {
        "training": draw_training(record),
        "copies": draw_copies(record, shape),
        "denoised": draw_denoised(record, shape),
        "psnr": draw_psnr(record),
        "features": draw_features(record, shape),
        "activations": draw_activations(record),
        "contraction": draw_contraction(record),
        "singular_values": draw_singular_values(record),
    }


def draw_training(record):
    """Squared error of every network on the test images after each epoch."""
    titles = {
        "undercomplete": "undercomplete",
        "overcomplete": "overcomplete",
        "gaussian": "denoising, Gaussian noise",
        "masking": "denoising, masked pixels",
        "salt_and_pepper": "denoising, salt and pepper",
        "dense": "sparse, without penalty",
        "sparse": "sparse",
        "uncontracted": "contractive, without penalty",
        "contractive": "contractive",
    }
    epochs = [row["epoch"] for row in record.history]

    def lines(*names):
        return {
            titles[name]: (epochs, [row[f"{name}_val_recon"] for row in record.history])
            for name in names
        }

    common = {"xlabel": "epoch", "ylabel": "squared error per pixel", "log": "y"}
    panels = [
        {"title": "clean images", "lines": lines(*(name for name in titles if name not in NOISES))},
        {"title": "from noisy images", "lines": lines(*NOISES)},
    ]
    return line_panels(
        [panel | common for panel in panels],
        "Error on the test images while training",
        record.caption,
        shared_legend=True,
    )


def draw_copies(record, shape):
    p = record.config["parameters"]
    return image_grids(
        {
            "test images": record.arrays["copies_test"],
            "noise where digits have ink": record.arrays["copies_foreign"],
        },
        shape,
        "What is copied: codes narrower and wider than the image",
        record.caption,
        row_labels=["original", f"{p['narrow_code']} units", f"{p['wide_code']} units"],
    )


def draw_denoised(record, shape):
    p = record.config["parameters"]
    return image_grids(
        {
            f"{title}, {p[f'{kind}_strength']:g}": record.arrays[f"denoised_{kind}"]
            for kind, title in NOISES.items()
        },
        shape,
        "Test images with noise, and without again",
        record.caption,
        row_labels=["clean", "noisy", "median", "denoised"],
    )


def draw_psnr(record):
    panels = [
        {
            "title": title,
            "xlabel": STRENGTH_LABELS[kind],
            "ylabel": "PSNR in dB",
            "lines": {
                WAYS[way]: (record.arrays[f"strengths_{kind}"], values)
                for way, values in zip(WAYS, record.arrays[f"psnr_{kind}"], strict=True)
            },
        }
        for kind, title in NOISES.items()
    ]
    trained = ", ".join(
        f"{NOISES[kind]} {record.config['parameters'][f'{kind}_strength']:g}" for kind in NOISES
    )
    return line_panels(
        panels,
        f"Peak signal-to-noise ratio against the strength of the noise (trained at: {trained})",
        record.caption,
        columns=3,
        shared_legend=True,
    )


def draw_features(record, shape):
    side = int(np.sqrt(len(record.arrays["sparse_features"])))
    grids = {
        title: record.arrays[f"{name}_features"].reshape(side, side, -1)
        for name, title in PENALTY.items()
    }
    return image_grids(grids, shape, "Weights into single code units (grey: zero)", record.caption)


def draw_activations(record):
    bins = len(record.arrays["sparse_histogram"])
    centres = (np.arange(bins) + 0.5) / bins
    rho = record.config["parameters"]["rho"]
    histogram = {
        "title": "all activations on the test images",
        "xlabel": "activation of a code unit",
        "ylabel": f"share of activations (bins of {1 / bins:g})",
        "log": "y",
        "lines": {
            title: (centres, record.arrays[f"{name}_histogram"]) for name, title in PENALTY.items()
        },
    }
    rates = {
        "title": "each unit's mean activation",
        "xlabel": "code unit, the most active first",
        "ylabel": "mean over the test images",
        "lines": {
            title: (np.arange(len(record.arrays[f"{name}_rates"])), record.arrays[f"{name}_rates"])
            for name, title in PENALTY.items()
        },
        "levels": {f"rho = {rho:g}": rho},
    }
    return line_panels([histogram, rates], "Sparse codes", record.caption)


def draw_contraction(record):
    panels = {
        title: {
            label: {INPUTS[kind]: record.metrics[f"{name}_{what}_norm_{kind}"] for kind in INPUTS}
            for name, label in CONTRACTED.items()
        }
        for what, title in (("encoder", "encoder"), ("map", "decoder(encoder(x))"))
    }
    return grouped_bars(
        panels,
        "Frobenius norm of the Jacobian, mean",
        "How much code and reconstruction move with the image",
        record.caption,
    )


def draw_singular_values(record):
    lines = {}
    for name, label in CONTRACTED.items():
        values = record.arrays[f"{name}_singular_values"]
        lines[label] = (np.arange(1, len(values) + 1), values)
    panel = {
        "title": "mean over test images",
        "xlabel": "number of the singular value",
        "ylabel": "singular value",
        "lines": lines,
    }
    return line_panels(
        [panel], "Jacobian of decoder(encoder(x)): directions that pass", record.caption
    )

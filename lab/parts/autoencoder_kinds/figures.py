"""The figures of the part autoencoder-kinds, from its record alone."""

import numpy as np

from lab.figures.bars import grouped_bars
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.languages import say, to_say
from lab.parts.autoencoder_kinds import NOISES, WAYS

NETWORKS = {
    "undercomplete": to_say("undercomplete"),
    "overcomplete": to_say("overcomplete"),
    "gaussian": to_say("denoising, Gaussian noise"),
    "masking": to_say("denoising, masking noise"),
    "salt_and_pepper": to_say("denoising, salt-and-pepper noise"),
    "dense": to_say("sparse, without penalty"),
    "sparse": to_say("sparse"),
    "uncontracted": to_say("contractive, without penalty"),
    "contractive": to_say("contractive"),
}
NOISE_NAMES = {
    "gaussian": to_say("Gaussian noise"),
    "masking": to_say("masking noise"),
    "salt_and_pepper": to_say("salt-and-pepper noise"),
}
STRENGTHS = {
    "gaussian": to_say("standard deviation"),
    "masking": to_say("share of pixels set to 0"),
    "salt_and_pepper": to_say("share of pixels set to 0 or 1"),
}
WAY_NAMES = {
    "noisy": to_say("noisy image"),
    "median": to_say("3 × 3 median filter"),
    "gaussian": to_say("denoiser, Gaussian noise"),
    "masking": to_say("denoiser, masking noise"),
    "salt_and_pepper": to_say("denoiser, salt-and-pepper noise"),
    "overcomplete": to_say("overcomplete, trained without noise"),
}
SPARSE = {"sparse": to_say("with penalty"), "dense": to_say("without penalty")}
CONTRACTED = {"contractive": to_say("with penalty"), "uncontracted": to_say("without penalty")}
INPUTS = {
    "data": to_say("test images"),
    "shuffled": to_say("their pixels\nshuffled"),
    "noise": to_say("uniform noise"),
}


def draw(record):
    """{name: Figure}."""
    return {
        "training": _training(record),
        "copies": _copies(record),
        "denoised": _denoised(record),
        "psnr": _psnr(record),
        "features": _features(record),
        "activations": _activations(record),
        "contraction": _contraction(record),
        "singular_values": _singular_values(record),
    }


def _training(record):
    """Squared error of every network on the validation images after each epoch."""
    epochs = [row["epoch"] for row in record.history]

    def panel(title, names):
        lines = {
            say(NETWORKS[name]): (epochs, [row[f"{name}_val_recon"] for row in record.history])
            for name in names
        }
        return Panel(title, say("epoch"), say("squared error per pixel"), lines, log="y")

    clean = [name for name in NETWORKS if name not in NOISES]
    panels = [panel(say("clean images"), clean), panel(say("noisy images"), NOISES)]
    title = say("Reconstruction error during training, validation images")
    return line_panels(panels, title, record.caption, shared_legend=True)


def _copies(record):
    p = record.config["parameters"]
    return image_grids(
        {
            say("test images"): record.arrays["copies_test"],
            say("noise where digits have ink"): record.arrays["copies_foreign"],
        },
        record.shape,
        say("What is copied by a code narrower and wider than the image"),
        record.caption,
        row_labels=[
            say("original"),
            say("{units} units", units=p["narrow_code"]),
            say("{units} units", units=p["wide_code"]),
        ],
    )


def _denoised(record):
    return image_grids(
        {_noise(record, kind): record.arrays[f"denoised_{kind}"] for kind in NOISES},
        record.shape,
        say("Noise removed from test images"),
        record.caption,
        row_labels=[say("clean"), say("noisy"), say("median filter"), say("denoiser")],
    )


def _noise(record, kind):
    """The noise and the strength at which its denoiser was trained."""
    strength = record.config["parameters"][f"{kind}_strength"]
    return say("{noise}, {strength:g}", noise=say(NOISE_NAMES[kind]), strength=strength)


def _psnr(record):
    panels = [
        Panel(
            title=say(NOISE_NAMES[kind]),
            xlabel=say(STRENGTHS[kind]),
            ylabel=say("PSNR, dB"),
            lines={
                say(WAY_NAMES[way]): (record.arrays[f"strengths_{kind}"], values)
                for way, values in zip(WAYS, record.arrays[f"psnr_{kind}"], strict=True)
            },
        )
        for kind in NOISES
    ]
    title = say(
        "Peak signal-to-noise ratio against noise level (trained at: {levels})",
        levels="; ".join(_noise(record, kind) for kind in NOISES),
    )
    return line_panels(panels, title, record.caption, columns=3, shared_legend=True)


def _features(record):
    side = int(np.sqrt(len(record.arrays["sparse_features"])))
    grids = {
        say(title): record.arrays[f"{name}_features"].reshape(side, side, -1)
        for name, title in SPARSE.items()
    }
    title = say("Encoder weights of single code units (grey: zero)")
    return image_grids(grids, record.shape, title, record.caption)


def _activations(record):
    a, rho = record.arrays, record.config["parameters"]["rho"]
    bins = len(a["sparse_histogram"])
    centres = (np.arange(bins) + 0.5) / bins
    histogram = Panel(
        title=say("all activations on the test images"),
        xlabel=say("activation of a code unit"),
        ylabel=say("share of activations (bin width {width:g})", width=1 / bins),
        lines={say(title): (centres, a[f"{name}_histogram"]) for name, title in SPARSE.items()},
        log="y",
    )
    rates = {name: a[f"{name}_rates"] for name in SPARSE}
    means = Panel(
        title=say("mean activation of each unit"),
        xlabel=say("code unit, most active first"),
        ylabel=say("mean over test images"),
        lines={
            say(title): (np.arange(len(rates[name])), rates[name]) for name, title in SPARSE.items()
        },
        levels={say("ρ = {rho:g}", rho=rho): rho},
    )
    return line_panels([histogram, means], say("Sparse codes"), record.caption)


def _contraction(record):
    panels = {
        title: {
            say(label): {
                say(text): record.metrics[f"jacobian_norm_{name}_{what}_{kind}"]
                for kind, text in INPUTS.items()
            }
            for name, label in CONTRACTED.items()
        }
        for what, title in (("encoder", say("encoder")), ("map", "decoder(encoder(x))"))
    }
    return grouped_bars(
        panels,
        say("mean norm of the Jacobian"),
        say(
            "Sensitivity to the image: Frobenius norm of the Jacobian of the code and of the "
            "reconstruction"
        ),
        record.caption,
    )


def _singular_values(record):
    lines = {}
    for name, label in CONTRACTED.items():
        values = record.arrays[f"{name}_singular_values"]
        lines[say(label)] = (np.arange(1, len(values) + 1), values)
    panel = Panel(say("mean over test images"), say("index"), say("singular value"), lines)
    title = say("Singular values of the Jacobian of decoder(encoder(x))")
    return line_panels([panel], title, record.caption)

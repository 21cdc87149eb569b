"""The figures of the part autoencoder-uses, from its record alone."""

import numpy as np

from lab.evaluation.reconstruction import psnr
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.figures.style import literal
from lab.languages import say, to_say
from lab.parts.autoencoder_uses import LOOKED_UP, SCORES
from lab.parts.autoencoder_uses.roc import classes_left_out, errors_and_rates

SPACES = {
    "autoencoder": to_say("autoencoder codes"),
    "pca": to_say("PCA components"),
    "pixels": to_say("pixels"),
}
SCORE_NAMES = {
    "autoencoder": to_say("autoencoder error"),
    "pca": to_say("PCA error"),
    "brightness": to_say("brightness"),
}


def draw(record):
    """Figures by name."""
    return {
        "rate_distortion": _rate_distortion(record),
        "compressed": _compressed(record),
        "clusters": _clusters(record),
        "search": _search(record),
        "hits": _hits(record),
        "foreign": _foreign(record),
        "mistaken": _mistaken(record),
        "left_out": _left_out(record),
    }


def _rate_distortion(record):
    a, width = record.arrays, record.config["parameters"]["code_dim"]
    names = {
        "autoencoder": say("autoencoder, {width} components", width=width),
        "pca": say("PCA, {width} components", width=width),
        "pca_best": say("PCA, optimal number of components"),
        "jpeg": say("JPEG, without header and tables"),
    }
    panel = Panel(
        title=say("higher is closer to the image"),
        xlabel=say("bits per image"),
        ylabel=say("PSNR, dB"),
        lines={
            label: (
                a["jpeg_sizes" if name == "jpeg" else "sizes"],
                psnr(a[f"errors_{name}"]),
            )
            for name, label in names.items()
        },
        log="x",
        ticks=[32, 64, 128, 256, 512, 1024],
    )
    return line_panels([panel], say("Rate–distortion curves, test images"), record.caption)


def _compressed(record):
    a = record.arrays
    size, pca_size, jpeg_size = a["compressed_bits"]
    labels = [
        say("original: {bits:.0f} bits", bits=8 * a["compressed"].shape[-1]),
        say("autoencoder: {bits:.0f} bits", bits=size),
        say("PCA, optimal: {bits:.0f} bits", bits=pca_size),
        say("JPEG, smallest: {bits:.0f} bits", bits=jpeg_size),
    ]
    title = say("Test images, compressed")
    return image_grids(
        {"": a["compressed"]}, record.shape, title, record.caption, row_labels=labels
    )


def _clusters(record):
    m = record.metrics
    labels = [
        say(
            "{space}\nNMI {nmi:.2f}, purity {purity:.0%}",
            space=say(name),
            nmi=m[f"nmi_{space}"],
            purity=m[f"purity_{space}"],
        )
        for space, name in SPACES.items()
    ]
    title = say("Centres of k-means clusters, decoded; NMI and purity of test images")
    return image_grids(
        {"": record.arrays["centres"]}, record.shape, title, record.caption, row_labels=labels
    )


def _search(record):
    counts = [k for k in LOOKED_UP if f"precision_at_{k}_pixels" in record.metrics]
    first = {space: record.metrics[f"precision_at_1_{space}"] for space in SPACES}
    best = max(first, key=first.get)
    panel = Panel(
        title=say("highest precision at k = 1: {space}", space=say(SPACES[best])),
        xlabel=say("number of images retrieved, k"),
        ylabel=say("precision at k (same class)"),
        lines={
            say(name): (counts, [record.metrics[f"precision_at_{k}_{space}"] for k in counts])
            for space, name in SPACES.items()
        },
        log="x",
        ticks=counts,
    )
    return line_panels([panel], say("Search for similar images"), record.caption)


def _hits(record):
    a = record.arrays
    titles = {
        space: say("by {space}", space=say(SPACES[space])) for space in ("autoencoder", "pixels")
    }
    grids = {
        title: np.concatenate([a["queries"][:, None], a[f"hits_{space}"]], axis=1)
        for space, title in titles.items()
    }
    wrong = {
        title: np.pad(a[f"wrong_{space}"], ((0, 0), (1, 0))) for space, title in titles.items()
    }
    count = a["hits_pixels"].shape[1]
    return image_grids(
        grids,
        record.shape,
        say("Test images and their nearest training images; framed: another class"),
        record.caption,
        row_labels=literal(a["class_names"]),
        column_labels=[say("query"), *(str(number + 1) for number in range(count))],
        framed=wrong,
    )


def _data_names(record):
    """Of the run's own data and of the foreign images."""
    return literal([record.config["dataset"]["name"], record.arrays["foreign_name"]])


def _foreign(record):
    a, m, x = record.arrays, record.metrics, record.arrays["false_alarms"]
    own, foreign = _data_names(record)
    curves = {
        say(
            "{score}: AUROC {auroc:.4f}",
            score=say(SCORE_NAMES[name]),
            auroc=m[f"auroc_foreign_{name}"],
        ): (x, rates)
        for name, rates in zip(SCORES, a["foreign_alarms"], strict=True)
    }
    passing = {
        "normal": (own, m["true_negative_rate_foreign"]),
        "foreign": (foreign, m["false_negative_rate_foreign_autoencoder"]),
    }
    errors = {
        say("{data}: {share:.1%} below the threshold", data=data, share=share): a[f"errors_{kind}"]
        for kind, (data, share) in passing.items()
    }
    title = say("Foreign images ({foreign}) among those of {own}", foreign=foreign, own=own)
    return errors_and_rates(errors, m["threshold_foreign"], curves, title, record.caption)


def _mistaken(record):
    a = record.arrays
    own, foreign = _data_names(record)
    pairs = zip(a["mistaken"], a["mistaken_reconstructed"], strict=True)
    return image_grids(
        {"": np.stack([row for pair in pairs for row in pair])},
        record.shape,
        say("Images that the reconstruction error misjudges most"),
        record.caption,
        row_labels=[
            say("{data}, largest error", data=own),
            say("reconstruction"),
            say("{data}, smallest error", data=foreign),
            say("reconstruction"),
        ],
    )


def _left_out(record):
    m, count = record.metrics, record.config["parameters"]["left_out"]
    names = literal(record.arrays["class_names"][:count])
    aurocs = {
        say(SCORE_NAMES[score]): [m[f"auroc_left_out_{i}_{score}"] for i in range(len(names))]
        for score in SCORES
    }
    title = say("Detecting a class that was left out of training")
    return classes_left_out(aurocs, names, title, record.caption)

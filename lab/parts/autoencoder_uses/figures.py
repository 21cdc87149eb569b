"""The figures of the part `autoencoder-uses`, from its record alone."""

import numpy as np

from lab.parts.autoencoder_uses.anomaly import SCORES
from lab.parts.autoencoder_uses.codes import LOOKED_UP

SPACES = {
    "autoencoder": "codes of the autoencoder",
    "pca": "components of PCA",
    "pixels": "pixels",
}
SCORE_NAMES = {
    "autoencoder": "autoencoder's error",
    "pca": "PCA's error",
    "brightness": "brightness",
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
    from lab.figures.lines import line_panels

    a, width = record.arrays, record.config["parameters"]["code_dim"]
    names = {
        "autoencoder": f"autoencoder, {width} numbers",
        "pca": f"PCA, {width} numbers",
        "pca_best": "PCA, as many numbers as are best",
        "jpeg": "JPEG, without header and tables",
    }
    lines = {
        label: (a["jpeg_sizes" if name == "jpeg" else "sizes"], -10 * np.log10(a[f"errors_{name}"]))
        for name, label in names.items()
    }
    panel = {
        "title": "the higher, the closer to the image",
        "xlabel": "bits per image",
        "ylabel": "PSNR, dB",
        "lines": lines,
        "log": "x",
        "marks": [32, 64, 128, 256, 512, 1024],
    }
    return line_panels([panel], "Compression of test images: error against size", record.caption)


def _compressed(record):
    from lab.figures.images import image_grids

    names = ("autoencoder", "PCA, its best way", "JPEG, its smallest")
    bits = record.arrays["compressed_bits"]
    raw = 8 * record.arrays["compressed"].shape[-1]
    labels = [f"{name}: {size:.0f} bits" for name, size in zip(names, bits, strict=True)]
    return image_grids(
        {"": record.arrays["compressed"]},
        record.shape,
        "Test images, compressed",
        record.caption,
        row_labels=[f"original: {raw} bits", *labels],
    )


def _clusters(record):
    from lab.figures.images import image_grids

    m = record.metrics
    labels = [
        f"{title}\nNMI {m[f'clusters_nmi_{space}']:.2f}, purity {m[f'clusters_purity_{space}']:.0%}"
        for space, title in SPACES.items()
    ]
    return image_grids(
        {"": record.arrays["centres"]},
        record.shape,
        "Centres of the clusters that k-means finds, decoded",
        record.caption,
        row_labels=labels,
    )


def _search(record):
    from lab.figures.lines import line_panels

    counts = [k for k in LOOKED_UP if f"search_precision_{k}_pixels" in record.metrics]
    lines = {
        title: (counts, [record.metrics[f"search_precision_{k}_{space}"] for k in counts])
        for space, title in SPACES.items()
    }
    panel = {
        "title": "nearest training images to test images",
        "xlabel": "k: how many are looked up",
        "ylabel": "precision: share of the same class",
        "lines": lines,
        "log": "x",
        "marks": counts,
    }
    return line_panels([panel], "Search for similar images", record.caption)


def _hits(record):
    from lab.figures.images import image_grids
    from lab.figures.style import literal

    a = record.arrays
    spaces = ("autoencoder", "pixels")
    grids = {
        f"by {SPACES[space]}": np.concatenate([a["queries"][:, None], a[f"hits_{space}"]], axis=1)
        for space in spaces
    }
    wrong = {
        f"by {SPACES[space]}": np.pad(a[f"wrong_{space}"], ((0, 0), (1, 0))) for space in spaces
    }
    count = a["hits_pixels"].shape[1]
    return image_grids(
        grids,
        record.shape,
        "Test images and the nearest training images; framed: another class",
        record.caption,
        row_labels=literal(a["class_names"]),
        column_labels=["asked", *(str(number + 1) for number in range(count))],
        framed=wrong,
    )


def _foreign(record):
    from lab.parts.autoencoder_uses.detection import errors_and_rates

    a, m, x = record.arrays, record.metrics, record.arrays["false_alarms"]
    own, foreign = record.config["dataset"]["name"], str(a["foreign_name"])
    curves = {
        f"{SCORE_NAMES[name]}: AUROC {m['foreign_auroc' + _suffix(name)]:.4f}": (x, found)
        for name, found in zip(SCORES, a["foreign_alarms"], strict=True)
    }
    errors = {
        f"{own}: {m['foreign_normal_passed']:.1%} pass": a["errors_normal"],
        f"{foreign}: {m['foreign_let_through']:.1%} pass": a["errors_foreign"],
    }
    return errors_and_rates(
        errors,
        m["foreign_threshold"],
        curves,
        f"Foreign images ({foreign}) among those of {own}",
        record.caption,
    )


def _mistaken(record):
    from lab.figures.images import image_grids

    a = record.arrays
    own, foreign = record.config["dataset"]["name"], str(a["foreign_name"])
    pairs = zip(a["mistaken"], a["mistaken_reconstructed"], strict=True)
    return image_grids(
        {"": np.stack([row for pair in pairs for row in pair])},
        record.shape,
        "Images that the reconstruction error mistakes most",
        record.caption,
        row_labels=[
            f"{own}, largest error",
            "reconstructed",
            f"{foreign}, smallest error",
            "reconstructed",
        ],
    )


def _left_out(record):
    from lab.figures.style import literal
    from lab.parts.autoencoder_uses.detection import classes_left_out

    m, alarms, x = record.metrics, record.arrays["left_out_alarms"], record.arrays["false_alarms"]
    names = literal(record.arrays["class_names"][: len(alarms)])
    aurocs = {
        SCORE_NAMES[name]: [m[f"left_out_{i}_auroc{_suffix(name)}"] for i in range(len(names))]
        for name in SCORES
    }
    curves = {
        f"{name}: AUROC {m[f'left_out_{i}_auroc']:.3f}": (x, alarms[i])
        for i, name in enumerate(names)
    }
    return classes_left_out(
        aurocs, names, curves, "A class that the training never saw", record.caption
    )


def _suffix(name):
    return "" if name == "autoencoder" else f"_{name}"

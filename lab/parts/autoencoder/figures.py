"""The figures of the part autoencoder, from its record alone."""

import numpy as np

from lab.parts.autoencoder import PLANE, WIDE
from lab.parts.autoencoder.measures import QUANTILES, SQUARE, STEP

NAMES = {"ae": "autoencoder", "vae": "VAE"}
WAYS = {
    "normal": "standard normal",
    "fitted": "Gaussian of its codes",
    "square": "square of the notes",
}


def draw(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids
    from lab.figures.maps import latent_maps
    from lab.figures.style import literal

    a, source = record.arrays, record.caption
    shape = record.shape
    names = literal(a["class_names"])
    maps = {
        f"{NAMES[kind]}: {record.metrics[f'{kind}_{PLANE}_codes_in_square']:.0%} in the square": a[
            f"{kind}_codes"
        ]
        for kind in NAMES
    }
    low, high = SQUARE
    grids = {
        f"autoencoder, [{low}, {high}]² of the notes": a["ae_grid"],
        "autoencoder, where its codes lie": a["ae_own_grid"],
        f"VAE, [{low}, {high}]²": a["vae_grid"],
    }
    title = "Codes of two numbers: test images, the VAE's by their means"
    return {
        "training": _training(record, source),
        "sizes": _sizes(record, source),
        "reconstructions": _reconstructions(record, shape, source),
        "maps": latent_maps(maps, a["labels"], names, title, source, SQUARE),
        "grids": image_grids(grids, shape, "Images decoded from a grid of codes", source),
        "samples": _samples(record, shape, source, PLANE),
        "samples_wide": _samples(record, shape, source, WIDE),
        "steps": _steps(record, source),
        "class_pairs": _class_pairs(record, names, source),
        "torn_pairs": _torn_pairs(record, shape, source),
    }


def _training(record, source):
    from lab.figures.curves import training_curves

    units = {"ae": "squared error per pixel", "vae": "-ELBO, nats per image"}
    panels = [
        {
            "title": f"{NAMES[kind]}, codes of {PLANE} numbers",
            "ylabel": unit,
            "epochs": [row["epoch"] for row in record.history],
            "train": [row[f"{kind}_train_loss"] for row in record.history],
            "validation": [row[f"{kind}_val_loss"] for row in record.history],
        }
        for kind, unit in units.items()
    ]
    return training_curves(panels, "Training", source)


def _sizes(record, source):
    from lab.figures.lines import line_panels

    m, sizes = record.metrics, record.arrays["sizes"]

    def line(key):
        return sizes, [m[key.format(size)] for size in sizes]

    def panel(title, ylabel, lines, **more):
        drawn = {name: line(key) for name, key in lines.items()}
        axes = {"xlabel": "numbers in a code", "log": "x", "marks": sizes}
        return {"title": title, "ylabel": ylabel, "lines": drawn, **axes, **more}

    errors = {"AE": "ae_{}_mse", "VAE": "vae_{}_mse", "PCA": "pca_{}_mse"}
    sure = {
        "VAE, N(0, I)": "vae_{}_normal_sure",
        "AE, N(0, I)": "ae_{}_normal_sure",
        "AE, Gaussian of its codes": "ae_{}_fitted_sure",
        "AE, reconstructions": "ae_{}_sure_reconstructed",
    }
    torn = {
        f"{kind.upper()}, {text}": f"{kind}_{{}}_{key}"
        for kind in NAMES
        for text, key in (
            ("near images, far codes", "near_images_far_codes"),
            ("near codes, far images", "near_codes_far_images"),
        )
    }
    classes = {name: key.replace("_sure", "_classes") for name, key in list(sure.items())[:3]}
    real = {"test images": m["real_sure"]}
    panels = [
        panel("Reconstruction of test images", "squared error per pixel", errors),
        panel("Samples in which the judge is sure of a class", "share", sure, levels=real),
        panel("Pairs torn apart (by chance 0.9)", "share of near pairs", torn),
        panel(
            "Classes among the samples, by the judge",
            "exp of the entropy",
            classes,
            levels={"test images": m["real_classes"]},
        ),
    ]
    return line_panels(panels, "What a code of h numbers keeps and what can be drawn", source)


def _reconstructions(record, shape, source):
    from lab.figures.images import image_grids

    a = record.arrays
    sizes = a["sizes"]
    kinds = {"autoencoder": "ae", "VAE": "vae", "PCA": "pca"}
    grids = {
        name: np.stack([a["originals"], *(a[f"{kind}_{size}_shown"] for size in sizes)])
        for name, kind in kinds.items()
    }
    rows = ["original", *(f"h = {size}" for size in sizes)]
    title = "Test images and what comes back from a code of h numbers"
    return image_grids(grids, shape, title, source, row_labels=rows)


def _samples(record, shape, source, size):
    from lab.figures.images import image_grids

    chosen = [("ae", "square"), ("ae", "fitted"), ("vae", "normal")]
    if size != PLANE:
        chosen[0] = ("ae", "normal")
    grids = {
        f"{NAMES[kind]}, {WAYS[way]}:\n"
        f"judge sure of {record.metrics[f'{kind}_{size}_{way}_sure']:.0%}": record.arrays[
            f"{kind}_{size}_{way}_samples"
        ]
        for kind, way in chosen
    }
    title = f"Images of codes drawn at random, {size} numbers each"
    return image_grids(grids, shape, title, source)


def _steps(record, source):
    from lab.figures.lines import line_panels

    ways = {
        "AE, Gaussian of its codes": "ae_{}_fitted",
        "VAE, N(0, I)": "vae_{}_normal",
    }
    panels = []
    for size in (PLANE, WIDE):
        keys = {name: key.format(size) for name, key in ways.items()}
        ratios = [f"{record.metrics[f'{key}_unevenness']:.2f}" for key in keys.values()]
        panels.append(
            {
                "title": f"h = {size}; 95 % quantile by median: AE {ratios[0]}, VAE {ratios[1]}",
                "xlabel": "share of steps that change less",
                "ylabel": "root mean squared change of a pixel",
                "lines": {
                    name: (QUANTILES, record.arrays[f"{key}_changes"]) for name, key in keys.items()
                },
            }
        )
    title = f"Change of the decoded image with a step of {STEP:.0%} of the codes' spread"
    return line_panels(panels, title, source)


def _class_pairs(record, names, source):
    from lab.parts.autoencoder.pairs import pairs_of_classes

    a = record.arrays
    panels = {
        f"{NAMES[kind]}, codes of {PLANE} numbers": a[f"{kind}_{PLANE}_separations"]
        for kind in NAMES
    }
    marked = ("1", "7") if {"1", "7"} <= set(names) else names[:2]
    return pairs_of_classes(
        a["image_separations"],
        panels,
        names,
        marked,
        "How far apart two classes lie: means apart, in units of the spread",
        source,
    )


def _torn_pairs(record, shape, source):
    from lab.figures.images import image_grids

    a, m = record.arrays, record.metrics
    texts = {
        "far_codes": ("near images with far codes", "near_images_far_codes"),
        "far_images": ("near codes with far images", "near_codes_far_images"),
    }
    grids = {}
    for name, (text, key) in texts.items():
        shares = ", ".join(f"{k.upper()} {m[f'{k}_{PLANE}_{key}']:.0%}" for k in NAMES)
        rows = [a[f"{kind}_{name}"] for kind in NAMES]
        # few images have fewer pairs without an image twice
        count = min(row.shape[1] for row in rows)
        grids[f"{text}, of near pairs: {shares}"] = np.concatenate([row[:, :count] for row in rows])
    rows = [f"{kind.upper()}: {which}" for kind in NAMES for which in ("one", "other")]
    title = "The pairs that codes of two numbers tear apart most"
    return image_grids(grids, shape, title, source, row_labels=rows)

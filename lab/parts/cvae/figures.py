"""The figures of the part cvae, from its record alone."""

import numpy as np

MODELS = {
    "cvae": "CVAE, told the class",
    "guessed": "VAE that guesses the class",
    "separate": "one VAE for each class",
}


def draw(record):
    """{name: Figure}."""
    from lab.figures.images import image_grids
    from lab.figures.style import literal

    a, m, source = record.arrays, record.metrics, record.caption
    names = literal(a["class_names"])
    styles = {
        f"{title}: {m[f'judged_right_{name}']:.1%} right": a[f"styles_{name}"]
        for name, title in MODELS.items()
    }
    transferred = {
        f"{title}: style kept {m[f'style_kept_{name}']:.2f}": np.concatenate(
            [a["originals"][:, None], a[f"transferred_{name}"]], axis=1
        )
        for name, title in MODELS.items()
    }
    return {
        "styles": image_grids(
            styles,
            record.shape,
            "Generated images: the class asked for in a row, the same z in a column",
            source,
            row_labels=names,
        ),
        "transfer": image_grids(
            transferred,
            record.shape,
            "The style of a test image in every class",
            source,
            column_labels=["test", *names],
        ),
        "comparison": _comparison(record, source),
        "training": _training(record, source),
    }


def _comparison(record, source):
    from lab.figures.comparisons import dots_by_quantity

    m = record.metrics
    labels = {
        "elbo_nats": "bound of log p(x), nats",
        "trained_nats": "reconstruction less KL\nas trained, nats",
        "judged_right": "generated: share right",
        "variance_share": "variance within a class,\nby that of real images",
        "transferred_right": "transferred: share right",
        "style_kept": "style kept, correlation",
        "parameters": "weights, thousands",
    }
    quantities = {label: [m[f"{key}_{name}"] for name in MODELS] for key, label in labels.items()}
    quantities[labels["parameters"]] = [m[f"parameters_{name}"] / 1000 for name in MODELS]
    title = "Told the class, guessing it, or a network for each class: test images"
    return dots_by_quantity(list(MODELS.values()), quantities, title, source)


def _training(record, source):
    from lab.figures.lines import line_panels

    epochs = [row["epoch"] for row in record.history]
    pixels = record.shape[0] * record.shape[1]
    z_dim = record.config["parameters"]["z_dim"]
    terms = {
        "recon": ("reconstruction as trained", "nats per image", pixels),
        "kl": ("KL(q || p(z))", "nats per image", z_dim),
    }
    panels = [
        {
            "title": title,
            "xlabel": "epoch",
            "ylabel": unit,
            "lines": {
                text: (epochs, [row[f"{name}_val_{key}"] * scale for row in record.history])
                for name, text in MODELS.items()
            },
        }
        for key, (title, unit, scale) in terms.items()
    ]
    return line_panels(panels, "Test images over training", source)

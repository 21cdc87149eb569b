"""The figures of the part cvae, from its record alone."""

import numpy as np

from lab.documents.chapters import Table
from lab.figures.images import image_grids
from lab.figures.lines import Panel, line_panels
from lab.figures.style import literal
from lab.languages import say, to_say

MODELS = {
    "cvae": to_say("CVAE, given the class"),
    "guessed": to_say("VAE that predicts the class"),
    "separate": to_say("one VAE per class"),
}
# whose images stand side by side: two that generate cleanly, two of which one keeps the style
STYLES, TRANSFER = ("cvae", "guessed"), ("cvae", "separate")


def draw(record):
    """{name: Figure}"""
    return {
        "styles": _styles(record),
        "transfer": _transfer(record),
        "training": _training(record),
    }


def tables(record):
    """{name: Table}"""
    measures = {
        "test_elbo_nats": say("lower bound of log p(x), nats"),
        "val_objective_nats": say("reconstruction minus KL as trained, nats"),
        "judged_right": say("generated: share correct"),
        "variance_ratio": say("variance within a class, ratio to real images"),
        "transferred_right": say("style transfer: share correct"),
        "style_kept": say("style correlation"),
        "parameters": say("number of weights"),
    }
    table = Table(
        say("Class given, class predicted, or one network per class: test images"),
        (say("measure"), *map(say, MODELS.values())),
        tuple(
            (text, *(record.metrics[f"{measure}_{name}"] for name in MODELS))
            for measure, text in measures.items()
        ),
    )
    return {"comparison": table}


def _styles(record):
    a, m = record.arrays, record.metrics
    grids = {}
    for name in STYLES:
        share = m[f"judged_right_{name}"]
        panel = say("{model}: {share:.1%} correct", model=say(MODELS[name]), share=share)
        grids[panel] = a[f"styles_{name}"]
    title = say("Generated images: one class per row, one z per column")
    names = literal(a["class_names"])
    return image_grids(grids, record.shape, title, record.caption, row_labels=names)


def _transfer(record):
    a, m = record.arrays, record.metrics
    grids = {}
    for name in TRANSFER:
        kept = m[f"style_kept_{name}"]
        panel = say("{model}: style correlation {kept:.2f}", model=say(MODELS[name]), kept=kept)
        rows = [a["originals"][:, None], a[f"transferred_{name}"]]
        grids[panel] = np.concatenate(rows, axis=1)
    title = say("The style of a test image transferred to every class")
    names = [say("test"), *literal(a["class_names"])]
    return image_grids(grids, record.shape, title, record.caption, column_labels=names)


def _training(record):
    epochs = [row["epoch"] for row in record.history]
    pixels = record.shape[0] * record.shape[1]
    z_dim = record.config["parameters"]["z_dim"]
    terms = {
        "recon": (say("reconstruction as trained"), pixels),
        "kl": ("KL(q ‖ p(z))", z_dim),
    }
    panels = [
        Panel(
            title=title,
            xlabel=say("epoch"),
            ylabel=say("nats per image"),
            lines={
                say(model): (epochs, [row[f"{name}_val_{key}"] * scale for row in record.history])
                for name, model in MODELS.items()
            },
        )
        for key, (title, scale) in terms.items()
    ]
    return line_panels(panels, say("Test images during training"), record.caption)

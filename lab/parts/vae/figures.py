"""The figures of the part vae, from its record alone."""

import numpy as np

from lab.parts.vae import RUNS, Parameters, lab_sheet_log

# of the loss's terms; with others than the sheet's, the first network is no longer the sheet's
WEIGHTS = ("reconstruction_weight", "beta", "digit_classification_weight")


def _titles(record):
    """{network: what its loss weighs}, as the figures name it."""
    run, sheet = record.config["parameters"], Parameters()
    is_sheet = all(run[name] == getattr(sheet, name) for name in WEIGHTS)
    return {"sheet": f"{'the sheet' if is_sheet else 'this run'}'s weights", "plain": "plain ELBO"}


def draw(record):
    """The figures of a finished run, by name."""
    from lab.figures.images import image_grids
    from lab.figures.style import literal
    from lab.parts.vae.confusion import confusion_matrix

    a = record.arrays
    shape = record.shape
    names = literal(a["class_names"])
    source, titles = record.caption, _titles(record)

    def grids(kind, title, **labels):
        chosen = {titles[name]: a[f"{name}_{kind}"] for name in RUNS}
        return image_grids(chosen, shape, title, source, **labels)

    rows = np.stack([a["originals"], a["sheet_reconstructions"], a["plain_reconstructions"]])
    return {
        "training": _draw_training(record, titles["sheet"]),
        "digits": image_grids(
            {"": np.stack([a["sheet_digits"], a["plain_digits"]])},
            shape,
            "One generated image of each class, z from the prior",
            source,
            row_labels=list(titles.values()),
            column_labels=names,
        ),
        "styles": grids(
            "styles",
            "Generated images: the class asked for in a row, the same z in a column",
            row_labels=names,
        ),
        "reconstructions": image_grids(
            {"": rows},
            shape,
            "Test images and their reconstructions",
            source,
            row_labels=["original", *titles.values()],
        ),
        "confusion": confusion_matrix(
            a["sheet_confusion"],
            names,
            f"Classifier of {titles['sheet']}: {record.metrics['val_accuracy']:.2%} of test images",
            source,
        ),
    }


def _draw_training(record, weights):
    from lab.figures.curves import training_curves

    published = {name: {} for name in ("loss", "recon", "kl", "cls")}
    if record.config["dataset"]["name"] == "mnist":
        published["loss"] = {
            "lab sheet, train": tuple(zip(*lab_sheet_log.TRAIN_LOSS.items(), strict=True)),
            "lab sheet, validation": tuple(zip(*lab_sheet_log.VAL_LOSS.items(), strict=True)),
        }
        for name, points in lab_sheet_log.epoch_terms().items():
            published[name] = {"lab sheet, train (decoded)": points}
    texts = {
        "loss": ("loss", "weighted sum of the three"),
        "recon": ("reconstruction: cross-entropy", "nats per pixel"),
        "kl": ("KL(q(z|x) || p(z))", "nats per latent"),
        "cls": ("classifier: cross-entropy", "nats per image"),
    }
    panels = [
        {
            "title": title,
            "ylabel": unit,
            "epochs": [row["epoch"] for row in record.history],
            "train": [row[f"train_{name}"] for row in record.history],
            "validation": [row[f"val_{name}"] for row in record.history],
            "points": published[name],
        }
        for name, (title, unit) in texts.items()
    ]
    return training_curves(panels, f"Training with {weights}", record.caption)

"""The figures of the part vae, from its record alone."""

import numpy as np

from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids
from lab.figures.style import literal
from lab.languages import say
from lab.parts.vae import Parameters, lab_sheet_log
from lab.parts.vae.confusion import confusion_matrix

# with other values than the lab sheet's, the first network's loss is no longer the sheet's
LOSS_PARAMETERS = ("likelihood", "reconstruction_weight", "beta", "digit_classification_weight")


def draw(record):
    """{name: Figure}."""
    return {
        "training": _training(record),
        "digits": _digits(record),
        "styles": _styles(record),
        "reconstructions": _reconstructions(record),
        "confusion": _confusion(record),
    }


def _losses(record):
    """What each of the two networks was trained on, in words."""
    run, sheet = record.config["parameters"], Parameters()
    is_sheet = all(run[name] == getattr(sheet, name) for name in LOSS_PARAMETERS)
    return [say("lab sheet's loss") if is_sheet else say("this run's loss"), "ELBO"]


def _training(record):
    return training_curves(
        [
            _curve(record, "loss", say("loss"), say("weighted sum of the three terms")),
            _curve(record, "recon", say("reconstruction"), say("−log p(x|z), nats per pixel")),
            _curve(record, "kl", "KL(q(z|x) ‖ p(z))", say("nats per latent dimension")),
            _curve(record, "cls", say("classifier"), say("cross-entropy, nats per image")),
        ],
        say("Training: {loss}", loss=_losses(record)[0]),
        record.caption,
    )


def _curve(record, term, title, ylabel):
    """The loss, or one of its terms, beside what the lab sheet's log says of it."""
    rows = record.history
    is_of_mnist = record.config["dataset"]["name"] == "mnist"
    return Curve(
        title,
        ylabel,
        epochs=[row["epoch"] for row in rows],
        train=[row[f"train_{term}"] for row in rows],
        validation=[row[f"val_{term}"] for row in rows],
        points=_published(term) if is_of_mnist else {},
    )


def _published(term):
    """{label: (epochs, values)} of the lab sheet's log."""
    if term == "loss":
        return {
            say("lab sheet, training"): _points(lab_sheet_log.TRAIN_LOSS),
            say("lab sheet, validation"): _points(lab_sheet_log.VAL_LOSS),
        }
    return {say("lab sheet (recovered)"): lab_sheet_log.epoch_terms()[term]}


def _points(by_epoch):
    return tuple(zip(*by_epoch.items(), strict=True))


def _digits(record):
    a = record.arrays
    return image_grids(
        {"": np.stack([a["sheet_digits"], a["plain_digits"]])},
        record.shape,
        say("One generated image per class, z sampled from the prior"),
        record.caption,
        row_labels=_losses(record),
        column_labels=literal(a["class_names"]),
    )


def _styles(record):
    a = record.arrays
    return image_grids(
        dict(zip(_losses(record), (a["sheet_styles"], a["plain_styles"]), strict=True)),
        record.shape,
        say("Images generated on request: one class per row, one z per column"),
        record.caption,
        row_labels=literal(a["class_names"]),
    )


def _reconstructions(record):
    a = record.arrays
    rows = [a["originals"], a["sheet_reconstructions"], a["plain_reconstructions"]]
    return image_grids(
        {"": np.stack(rows)},
        record.shape,
        say("Test images and their reconstructions"),
        record.caption,
        row_labels=[say("original"), *_losses(record)],
    )


def _confusion(record):
    counts = record.arrays["sheet_confusion"]
    accuracy = np.trace(counts) / counts.sum()
    title = say(
        "Classifier ({loss}): {accuracy:.2%} of test images correct",
        loss=_losses(record)[0],
        accuracy=accuracy,
    )
    return confusion_matrix(counts, literal(record.arrays["class_names"]), title, record.caption)

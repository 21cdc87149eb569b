"""The figures of made.py, from its record alone."""

import numpy as np

from lab.experiment import published
from lab.experiment.made_training import describe

WAYS = {
    "mean_likelihood": "mean of the likelihoods",
    "mean_logits": "mean of the logits: no density",
    "unmasked": "no masks: no density",
}
STAGES = 9


def draw(record):
    """{name: Figure, or Animation}"""
    figures = {
        "training": _training(record),
        **_samples(record),
        "completions": _completions(record),
        "masks": _masks(record),
        "jacobian": _jacobian(record),
        "orders": _orders(record),
        "gradients": _gradients(record),
    }
    ours = {f"this run: {_network(record)}": record.metrics["test_nll"]}
    return figures | published.figures(record, ours)


def _training(record):
    from lab.figures.curves import training_curves

    panel = {
        "title": "-log p(x): binary cross-entropy, summed over the pixels",
        "ylabel": "nats per image",
        "epochs": [row["epoch"] for row in record.history],
        "train": [row["train_loss"] for row in record.history],
        "validation": [row["val_loss"] for row in record.history],
    }
    return training_curves([panel], f"Loss per epoch: {_network(record)}", record.caption)


def _network(record):
    return describe(record.config["parameters"], len(record.arrays["order"]))


def _samples(record):
    from lab.figures.images import image_grids, square
    from lab.parts.made import filling

    a, shape, source = record.arrays, record.shape, record.caption
    grids = {"drawn from the model": a["samples"], "test images": a["test_images"]}
    tens = {name: square(images, 10) for name, images in grids.items()}
    counts = np.linspace(0, len(a["order"]), STAGES).astype(int)
    shown = a["samples"][:6]
    stages = [filling.known_so_far(shown, a["order"], count) for count in counts]
    return {
        "samples": image_grids(tens, shape, "Samples, pixel by pixel from nothing", source),
        "filling": image_grids(
            {"": np.stack(stages, axis=1)},
            shape,
            "Samples after so many pixels; grey is not drawn yet",
            source,
            column_labels=[str(count) for count in counts],
        ),
        "filling_in": filling.filling_in(
            a["samples"][:32].reshape(4, 8, -1), a["order"], shape, "Pixel by pixel", source
        ),
    }


def _completions(record):
    from lab.figures.images import image_grids
    from lab.parts.made import filling

    a = record.arrays
    completions = a["completions"]
    columns = completions.shape[1]
    originals = a["originals"]
    given = filling.known_so_far(originals, a["order"], len(a["order"]) // 2)
    shown = np.concatenate([originals[:, None], given[:, None], completions], axis=1)
    labels = ["real", "given", *(str(number + 1) for number in range(columns))]
    return image_grids(
        {"": shown},
        record.shape,
        "Test images, the half that is given, and six ways to go on",
        record.caption,
        column_labels=labels,
    )


def _masks(record):
    from lab.parts.made.matrices import matrix_panels

    a = record.arrays
    shapes = a["mask_shapes"]
    panels = []
    for kind, title in (("mask", "layer {}"), ("corner", "layer {}: the first units")):
        for i, shape in enumerate(shapes):
            values = a[f"{kind}_{i}"]
            height, width = shape if kind == "mask" else values.shape
            panels.append(
                {
                    "title": title.format(i + 1),
                    "xlabel": "output of the layer",
                    "ylabel": "input of the layer",
                    "values": values,
                    "highest": 1,
                    "corner": (width, height),
                }
            )
    return matrix_panels(
        panels, "The masks, for y = xW: blue is allowed", record.caption, columns=len(shapes)
    )


def _jacobian(record):
    from lab.parts.made.matrices import matrix_panels

    a, pixels = record.arrays, len(record.arrays["order"])
    titles = {"made": "MADE", "unmasked": "the same network without masks"}
    panels = []
    for name, title in titles.items():
        largest = record.metrics[f"{name}_sees_itself_or_later"]
        panels.append(
            {
                "title": f"{title}\nlargest on or below the diagonal: {largest:.3g}",
                "xlabel": "output: pixel i, in the order of drawing",
                "ylabel": "input: pixel j",
                "values": a[f"{name}_jacobian"],
                "highest": a[f"{name}_jacobian"].max(),
                "corner": (pixels, pixels),
                "scale": "|d p_i / d x_j|, mean over images",
            }
        )
    return matrix_panels(panels, "What each output depends on", record.caption, columns=2)


def _orders(record):
    from lab.parts.made.averages import averages

    curves = {
        WAYS["mean_likelihood"]: record.arrays["orders_nll"],
        WAYS["mean_logits"]: record.arrays["orders_mean_logits"],
    }
    sums = {title: record.metrics[f"sum_{name}"] for name, title in WAYS.items()}
    units = "-".join(str(width) for width in record.config["parameters"]["ensemble_units"])
    title = (
        f"Several orders of the pixels, sharing the weights of one small network ({units} units)"
    )
    return averages(curves, sums, title, record.caption)


def _gradients(record):
    from lab.parts.made.matrices import error_table

    a = record.arrays
    return error_table(
        a["gradient_errors"],
        [str(op) for op in a["gradient_ops"]],
        [str(check) for check in a["gradient_checks"]],
        "Hand-written backward passes: largest relative error beside finite differences, and beside"
        "\nthe automatic gradient in float64",
        record.caption,
    )


def tables(record):
    """The tables that the report prints, by name."""
    from lab.documents.report import Table

    a = record.arrays
    columns = ("operation", *map(str, a["gradient_checks"]))
    rows = zip(map(str, a["gradient_ops"]), a["gradient_errors"].tolist(), strict=True)
    caption = "Hand-written backward passes: largest relative errors"
    return {"gradients": Table(caption, columns, tuple((op, *errors) for op, errors in rows))}

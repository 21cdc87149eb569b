"""The figures and tables of the part made, from its record alone."""

import numpy as np

from lab.documents.chapters import Table
from lab.experiment.comparison import comparison
from lab.experiment.made_networks import describe
from lab.figures.curves import Curve, training_curves
from lab.figures.images import image_grids, square
from lab.languages import say, say_count, to_say
from lab.parts.made.averages import averages
from lab.parts.made.filling import filling_in, known_so_far
from lab.parts.made.matrices import Matrix, matrix_panels

WAYS = {
    "mean_likelihood": to_say("mean of the likelihoods"),
    "mean_logits": to_say("mean of the logits (not a density)"),
    "unmasked": to_say("no masks (not a density)"),
}
# of the framework's checks and ops, those whose names have words
CHECKS = (
    to_say("finite differences"),
    to_say("automatic gradient"),
    to_say("forbidden entries"),
    to_say("masked_linear unordered"),
)
STAGES, FILLED_IN = 9, (4, 8)
# the first so many of the epochs may lie above the axis, which else would show only their fall
FIRST_EPOCHS = 0.05


def draw(record):
    """{name: Figure, or Animation}"""
    return {
        "training": _training(record),
        "samples": _samples(record),
        "filling": _filling(record),
        "filling_in": _filling_in(record),
        "completions": _completions(record),
        "masks": _masks(record),
        "jacobian": _jacobian(record),
        "orders": _orders(record),
        **comparison(record, {_network(record): record.metrics["test_nll_nats"]}),
    }


def tables(record):
    """{name: Table}"""
    ops, checks = _gradient_names(record)
    rows = zip(ops, record.arrays["gradient_errors"].tolist(), strict=True)
    table = Table(
        say("Hand-written backward passes: largest relative errors"),
        (say("operation"), *checks),
        tuple((op, *errors) for op, errors in rows),
    )
    return {"gradients": table}


def _network(record):
    return describe(record.config["parameters"], len(record.arrays["order"]))


def _training(record):
    curve = Curve(
        title=say("−log p(x): binary cross-entropy summed over the pixels"),
        ylabel=say("nats per image"),
        epochs=[row["epoch"] for row in record.history],
        train=[row["train_loss"] for row in record.history],
        validation=[row["val_loss"] for row in record.history],
        points=_plain_sgd(record),
    )
    title = say("Loss per epoch: {network}", network=_network(record))
    figure = training_curves([curve], title, record.caption)
    _leave_out_the_first_fall(figure.axes[0], curve)
    return figure


def _leave_out_the_first_fall(axis, curve):
    """Ends the axis below the first epochs, which are written into it; few epochs stay whole."""
    first = int(FIRST_EPOCHS * len(curve.epochs))
    if not first:
        return
    series = [curve.train, curve.validation, *(values for _, values in curve.points.values())]
    highest = max(max(values[first:]) for values in series if len(values) > first)
    lowest = min(map(min, series))
    axis.set_ylim(lowest - 0.05 * (highest - lowest), highest + 0.1 * (highest - lowest))
    text = say(
        "epoch 1, above: {train:.0f} (train), {validation:.0f} (validation)",
        train=curve.train[0],
        validation=curve.validation[0],
    )
    place = {"xy": (0.02, 0.03), "xycoords": "axes fraction"}
    axis.annotate(text, **place, fontsize="small")


def _plain_sgd(record):
    """{label: (epochs, losses)} of plain SGD, {} where none was trained."""
    losses = record.arrays.get("plain_val_loss")
    if losses is None:
        return {}
    return {say("plain SGD, validation"): (range(1, len(losses) + 1), losses)}


def _samples(record):
    # some data sets are sorted by class, and samples are not
    test = np.random.default_rng(0).permutation(record.arrays["test_images"])
    grids = {
        say("samples from the model"): square(record.arrays["samples"], 10),
        say("test images"): square(test, 10),
    }
    return image_grids(
        grids, record.shape, say("Samples, generated pixel by pixel"), record.caption
    )


def _filling(record):
    a = record.arrays
    counts = np.linspace(0, len(a["order"]), STAGES).astype(int)
    stages = [known_so_far(a["samples"][:6], a["order"], count) for count in counts]
    return image_grids(
        {"": np.stack(stages, axis=1)},
        record.shape,
        say("Samples after the given number of pixels (grey: not sampled yet)"),
        record.caption,
        column_labels=[str(count) for count in counts],
    )


def _filling_in(record):
    a = record.arrays
    images = a["samples"][: FILLED_IN[0] * FILLED_IN[1]].reshape(*FILLED_IN, -1)
    return filling_in(images, a["order"], record.shape, say("Pixel by pixel"), record.caption)


def _completions(record):
    a = record.arrays
    originals, completions = a["originals"], a["completions"]
    count = completions.shape[1]
    given = known_so_far(originals, a["order"], len(a["order"]) // 2)
    return image_grids(
        {"": np.concatenate([originals[:, None], given[:, None], completions], axis=1)},
        record.shape,
        say_count(
            "Test images, the half that is given, and {n} completion",
            "Test images, the half that is given, and {n} completions",
            count,
        ),
        record.caption,
        column_labels=[say("whole"), say("given"), *map(str, range(1, count + 1))],
    )


def _masks(record):
    """A row for each layer: its mask, and the one of its first units."""
    a = record.arrays
    panels = []
    for number, shape in enumerate(a["mask_shapes"]):
        layer, corner = _layer(record, number), a[f"corner_{number}"]
        panels.append(_mask(a[f"mask_{number}"], shape, layer))
        panels.append(_mask(corner, corner.shape, say("{layer}: the first units", layer=layer)))
    title = say("Masks of the layers y = xW (blue: weight allowed)")
    figure = matrix_panels(panels, title, record.caption, columns=2)
    # layers have different widths, panels one size
    for axis in figure.axes:
        axis.set_aspect("auto")
    return figure


def _layer(record, number):
    """The name of a masked layer, of which the last may be the direct connections."""
    if number > len(record.config["parameters"]["hidden_units"]):
        return say("direct connections")
    return say("layer {number}", number=number + 1)


def _mask(values, shape, title):
    return Matrix(
        title=title,
        xlabel=say("output unit"),
        ylabel=say("input unit"),
        values=values,
        highest=1,
        corner=(shape[1], shape[0]),
    )


def _jacobian(record):
    pixels = len(record.arrays["order"])
    panels = []
    for name, network in (("made", "MADE"), ("unmasked", say("the same network without masks"))):
        values = record.arrays[f"{name}_jacobian"]
        title = say(
            "{network}\ndiagonal and below: ≤ {largest:.3g}",
            network=network,
            largest=record.metrics[f"forbidden_derivative_{name}"],
        )
        matrix = Matrix(
            title=title,
            xlabel=say("output: pixel i in the sampling order"),
            ylabel=say("input: pixel j"),
            values=values,
            highest=values.max(),
            corner=(pixels, pixels),
            scale=say(r"$|\partial p_i / \partial x_j|$, mean over images"),
        )
        panels.append(matrix)
    title = say("Dependence of each output on each input")
    return matrix_panels(panels, title, record.caption, columns=2)


def _orders(record):
    curves = {
        say(WAYS["mean_likelihood"]): record.arrays["orders_nll"],
        say(WAYS["mean_logits"]): record.arrays["orders_mean_logits"],
    }
    sums = {say(way): record.metrics[f"probability_sum_{name}"] for name, way in WAYS.items()}
    title = say(
        "Averaging over several pixel orders that share one small network ({units} hidden units)",
        units="-".join(map(str, record.config["parameters"]["ensemble_units"])),
    )
    return averages(curves, sums, title, record.caption)


def _gradient_names(record):
    """The ops and the checks of the table of gradient errors."""
    names = (record.arrays[name] for name in ("gradient_ops", "gradient_checks"))
    return [[say(str(name)) for name in of_axis] for of_axis in names]

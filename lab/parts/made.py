"""The coursework's MADE on its own framework, and the best single network of its kind.

Question: what does a network draw whose every pixel depends on earlier pixels only, and how likely
    are real images under it?
Source: coursework: framework and its backward passes (3.1, 3.2), network (3.3), loss per epoch
    (figure 1), pixel-by-pixel sampling (figure 2), why a plain autoencoder is no density (1.2).
Command: python run_lab.py --part made
    python run_lab.py --part made --dataset binarized_mnist    beside the published numbers
    python run_lab.py --part made --set preset=best            the best single network
    python run_lab.py --part made --dataset dynamic_mnist --set preset=long
Time: about eight minutes on two cores; preset=best about four, preset=long fifteen.
What one should see: the loss falls and the validation loss follows it. The samples have strokes,
    and most are digits; a given upper half is continued, each time differently. MADE's Jacobian is
    zero on and below the diagonal; without masks it is brightest on the diagonal: the network
    copies each pixel, and its "probabilities" of all images sum to far more than 1. So do those
    from the mean of the logits of several orders; the mean of the likelihoods sums to 1, and gains
    nats with every order.
"""

import dataclasses
from typing import ClassVar

import numpy as np

from lab.data import as_pixels
from lab.parts import made_contrasts, made_figures
from lab.parts.experiment import Expected, Outcome, gathered
from lab.parts.made_training import BestNetwork, Network, optimizer, train
from lab.parts.parameters import setting
from lab.parts.published import DYNAMIC, FIXED
from lab.reporting import networks

SAMPLES = 100
COMPLETED, COMPLETIONS = 8, 6
# as many as the test images of MNIST
IMAGES_SCORED = 10_000

BEST = dataclasses.asdict(BestNetwork())


@dataclasses.dataclass(frozen=True)
class Parameters(Network):
    """The network, and what it is compared with. `ensemble_...`: the one of several orders.

    preset "best": the best network; "long": a wider one for images that are drawn anew each time.
    """

    PRESETS: ClassVar = {
        "coursework": {},
        "best": BEST,
        "long": BEST | {"hidden_units": (2352, 2352), "dropout": 0.1, "epochs": 40},
    }

    preset: str = setting("coursework", choices=tuple(PRESETS))
    order: str = setting("raster", choices=("raster", "random"))
    unmasked_epochs: int = setting(2, at_least=1)
    ensemble_units: tuple[int, ...] = setting((500,), at_least=1)
    ensemble_orders: int = setting(8, at_least=2)
    ensemble_epochs: int = setting(5, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 2, "unmasked_epochs": 1, "ensemble_epochs": 1, "updates_per_epoch": 10}
        # an average over so few updates would be the start
        return dataclasses.replace(self, **short, warm_up=5, averaging=0.0, ensemble_units=(30,))


EXPECTED = (
    Expected("test_nll", 80, 95.0, "own aim for the coursework's network", FIXED, "coursework"),
    Expected("test_nll", 80, 88.4, "best published with one mask: 88.40 †", FIXED, "best"),
    Expected("test_nll", 75, 84.87, "MADE, 8000 units: 84.87", DYNAMIC, "long"),
    Expected("made_sees_itself_or_later", 0, 0, "coursework, section 1.2: strictly triangular"),
    Expected("unmasked_sees_itself_or_later", 0.1, None, "coursework, section 1.2: it copies"),
    Expected(
        "gradient_error_finite_differences", None, 1e-7, "coursework, section 3.1: all backwards"
    ),
    Expected("sum_mean_likelihood", 1 - 1e-4, 1 + 1e-4, "a density"),
    Expected("sum_mean_logits", 1.001, None, "no density, though 79.3 nats of MADE are quoted so"),
    Expected("judged_sure", 0.3, None, "own aim: the judge takes samples for digits", "mnist"),
)


def run(context):
    """Trains the network, then what it is compared with; measures all of them."""
    unlabelled = context.unlabelled()
    p = context.parameters
    model, history = train(unlabelled, p, "made", p.order)
    # too short a training for anything but a rate that falls to 0
    network = dataclasses.replace(p, averaging=0.0, lowest_rate=0.0)
    unmasked, reconstruction = made_contrasts.unmasked_network(
        unlabelled,
        p.hidden_units,
        p.unmasked_epochs,
        optimizer(context, network, p.unmasked_epochs),
    )
    measured = [
        _likelihoods(model, history, context.dataset),
        _pictures(model, context),
        ({"unmasked_reconstruction": reconstruction}, _masks(model)),
        made_contrasts.jacobians(model, unmasked, context.dataset.test),
        made_contrasts.average_of_orders(unlabelled),
        (made_contrasts.sums_over_all_images(unlabelled), {}),
        _gradient_checks(context.smoke),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, history, arrays, networks=networks.made(model))


def _likelihoods(model, history, data):
    from lab.evaluation.likelihood import bits_per_dimension, mean_nll

    parts = {"test": data.test, "valid": data.valid, "train": data.train}
    metrics = {
        f"{name}_nll": mean_nll(model, split.spread(IMAGES_SCORED).images)
        for name, split in parts.items()
        if split is not None
    }
    seconds = [row["seconds"] for row in history]
    metrics |= {
        "test_bits_per_pixel": bits_per_dimension(metrics["test_nll"], model.input_dim),
        "parameters": model.free_parameters,
        "epochs": len(history),
        "seconds": sum(seconds),
        "batches_per_second": history[-1]["updates"] / float(np.median(seconds)),
    }
    return metrics, {}


def _layers(model):
    layers = [*model.hidden, model.output_layer]
    return layers if model.direct_layer is None else [*layers, model.direct_layer]


def _pictures(model, context):
    """Samples and completions; where there are labels, how many samples the judge recognises."""
    samples = model.sample(SAMPLES, context.seed)
    test, order = context.dataset.test, model.pixel_orders[0]
    originals = test.spread(COMPLETED)
    count = len(originals)
    given = np.full_like(originals.images, np.nan)
    first_half = order[: len(order) // 2]
    given[:, first_half] = originals.images[:, first_half]
    completed = model.sample(
        count * COMPLETIONS, context.seed, np.repeat(given, COMPLETIONS, axis=0)
    )
    arrays = {
        "order": order,
        "samples": as_pixels(samples),
        "test_images": test.spread(SAMPLES).pixels,
        "originals": originals.pixels,
        "completions": as_pixels(completed).reshape(count, COMPLETIONS, -1),
    }
    if test.labels is None:
        return {}, arrays
    from lab.evaluation.generation import judged_sure

    judge, _ = context.judge()
    images = {"judged_sure": model.sample(1000, context.seed), "real_judged_sure": test.images}
    return {name: judged_sure(judge, shown) for name, shown in images.items()}, arrays


def _masks(model):
    from lab.evaluation.dependence import pooled

    masks = [layer.mask for layer in _layers(model)]
    arrays = {
        f"mask_{i}": pooled(mask, made_contrasts.JACOBIAN_SIZE) for i, mask in enumerate(masks)
    }
    arrays |= {f"corner_{i}": mask[:8, :8] for i, mask in enumerate(masks)}
    return arrays | {"mask_shapes": np.array([mask.shape for mask in masks])}


def _gradient_checks(smoke):
    """The framework's table of errors: the largest of each check as a number, all as an array."""
    from lab.framework import checks

    cases = checks.all_cases()
    rows = checks.gradient_table(cases[::6] if smoke else cases)
    ops, names = (list(dict.fromkeys(column)) for column in list(zip(*rows, strict=True))[:2])
    errors = np.full((len(ops), len(names)), np.nan)
    for row in rows:
        errors[ops.index(row.op), names.index(row.check)] = row.largest_relative_error
    largest = np.nanmax(errors, axis=0)
    metrics = {
        f"gradient_error_{name.replace(',', '').replace(' ', '_').lower()}": float(value)
        for name, value in zip(names, largest, strict=True)
    }
    arrays = {"gradient_ops": ops, "gradient_checks": names, "gradient_errors": errors}
    return metrics, {name: np.array(values) for name, values in arrays.items()}


def draw(record):
    """The figures of a finished run, by name; `filling_in` is an Animation."""
    return made_figures.all_figures(record)


def tables(record):
    """The tables that the report prints, by name."""
    from lab.reporting.report import Table

    a = record.arrays
    columns = ("operation", *map(str, a["gradient_checks"]))
    rows = zip(map(str, a["gradient_ops"]), a["gradient_errors"].tolist(), strict=True)
    caption = "Hand-written backward passes: largest relative errors"
    return {"gradients": Table(caption, columns, tuple((op, *errors) for op, errors in rows))}

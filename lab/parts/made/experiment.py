"""What the part made trains and measures."""

import dataclasses

import numpy as np

from lab.data import as_pixels
from lab.experiment.made_training import optimizer, train
from lab.experiment.outcome import Outcome, gathered
from lab.parts.made import contrasts
from lab.storage import networks

SAMPLES = 100


COMPLETED, COMPLETIONS = 8, 6


# as many as the test images of MNIST
IMAGES_SCORED = 10_000


def run(context):
    """Trains the network, then what it is compared with; measures all of them."""
    unlabelled = context.unlabelled()
    p = context.parameters
    model, history = train(unlabelled, p, "made", p.order)
    # too short a training for anything but a rate that falls to 0
    network = dataclasses.replace(p, averaging=0.0, lowest_rate=0.0)
    unmasked, reconstruction = contrasts.unmasked_network(
        unlabelled,
        p.hidden_units,
        p.unmasked_epochs,
        optimizer(context, network, p.unmasked_epochs),
    )
    measured = [
        _likelihoods(model, history, context.dataset),
        _pictures(model, context),
        ({"unmasked_reconstruction": reconstruction}, _masks(model)),
        contrasts.jacobians(model, unmasked, context.dataset.test),
        contrasts.average_of_orders(unlabelled),
        (contrasts.sums_over_all_images(unlabelled), {}),
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
    arrays = {f"mask_{i}": pooled(mask, contrasts.JACOBIAN_SIZE) for i, mask in enumerate(masks)}
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

"""What the part made measures of its networks."""

import numpy as np
import tensorflow as tf

from lab.data import as_pixels
from lab.evaluation.averages import mean_and_se
from lab.evaluation.generation import judged_sure
from lab.evaluation.likelihood import bits_per_dimension, nll_of_first, nlls
from lab.experiment.histories import training_seconds
from lab.framework import checks
from lab.framework.ops import binary_cross_entropy_from_logits
from lab.parts.made.dependence import (
    largest_of_present_and_future,
    mean_absolute_jacobian,
    pooled,
)

# as many as the test images of MNIST
IMAGES_SCORED = 10_000
IMAGES_OF_ORDERS = 2000
JACOBIAN_IMAGES, JACOBIAN_SIZE = 10, 196
SAMPLES, SAMPLES_JUDGED = 100, 1000
COMPLETED, COMPLETIONS = 8, 6
CORNER = 8


def likelihoods(model, data):
    """Mean −log p(x) of IMAGES_SCORED images of each split, in nats per image, and that of the test
    images in bits per pixel; −log p(x) of each test image.
    """
    splits = {"test": data.test, "val": data.valid, "train": data.train}
    of_images = {
        name: nlls(model, split.spread(IMAGES_SCORED).images)
        for name, split in splits.items()
        if split is not None
    }
    metrics = {f"{name}_nll_nats": float(np.mean(values)) for name, values in of_images.items()}
    _, error = mean_and_se(of_images["test"])
    metrics["test_nll_nats_images_se"] = float(error)
    metrics["test_bits_per_pixel"] = bits_per_dimension(metrics["test_nll_nats"], model.input_dim)
    return metrics, {"test_nlls": of_images["test"]}


def plain_training(plain, history, model, data):
    """The network after plain SGD beside the one trained as ours is. Both see the same test images,
    so the error of their difference is that of paired values.
    """
    images = data.test.spread(IMAGES_SCORED).images
    of_plain = nlls(plain, images)
    gain, error = mean_and_se(of_plain - nlls(model, images))
    metrics = {
        "test_nll_nats_plain_sgd": float(np.mean(of_plain)),
        "test_gain_nats_on_plain_sgd": float(gain),
        "test_gain_nats_on_plain_sgd_se": float(error),
    }
    return metrics, {"plain_val_loss": np.array([row["val_loss"] for row in history])}


def training(model, history):
    """How large the network is and how long its training took."""
    seconds = [row["seconds"] for row in history]
    return {
        "parameters": model.free_parameters,
        "epochs": len(history),
        "training_seconds": training_seconds(history),
        "batches_per_second": history[-1]["updates"] / float(np.median(seconds)),
    }


def samples(model, context):
    """Samples and completions; where there are labels, in how many the judge is sure of a class."""
    test, order = context.dataset.test, model.pixel_orders[0]
    originals = test.spread(COMPLETED)
    arrays = {
        "order": order,
        "samples": as_pixels(model.sample(SAMPLES, context.seed)),
        "test_images": test.spread(SAMPLES).pixels,
        "originals": originals.pixels,
        "completions": _completions(model, originals.images, order, context.seed),
    }
    if test.labels is None:
        return {}, arrays
    judge, _ = context.judge()
    metrics = {
        "judged_sure": judged_sure(judge, model.sample(SAMPLES_JUDGED, context.seed)),
        "judged_sure_real": judged_sure(judge, test.images),
    }
    return metrics, arrays


def _completions(model, images, order, seed):
    """Each of images [N, D] continued from the first half of its pixels: [N, COMPLETIONS, D]."""
    given = np.full_like(images, np.nan)
    first_half = order[: len(order) // 2]
    given[:, first_half] = images[:, first_half]
    repeated = np.repeat(given, COMPLETIONS, axis=0)
    completed = model.sample(len(repeated), seed, repeated)
    return as_pixels(completed).reshape(len(images), COMPLETIONS, -1)


def masks(model):
    """The mask of each layer, as means over blocks, and the one of its first units."""
    layers = [*model.hidden, model.output_layer]
    if model.direct_layer is not None:
        layers.append(model.direct_layer)
    arrays = {"mask_shapes": np.array([layer.mask.shape for layer in layers])}
    for number, layer in enumerate(layers):
        arrays[f"mask_{number}"] = pooled(layer.mask, JACOBIAN_SIZE)
        arrays[f"corner_{number}"] = layer.mask[:CORNER, :CORNER]
    return arrays


def jacobians(model, unmasked, test):
    """d p_i / d x_j of MADE and of the network without masks, in MADE's order of the pixels."""
    order, images = model.pixel_orders[0], test.spread(JACOBIAN_IMAGES).images
    metrics, arrays = {}, {}
    for name, network in (("made", model), ("unmasked", unmasked)):
        jacobian = mean_absolute_jacobian(
            lambda x, network=network: tf.sigmoid(network(x)), images
        )[np.ix_(order, order)]
        metrics[f"forbidden_derivative_{name}"] = largest_of_present_and_future(jacobian)
        arrays[f"{name}_jacobian"] = pooled(jacobian, JACOBIAN_SIZE)
    return metrics, arrays


def averages_of_orders(model, test):
    """NLL of the mixture of a MADE's first n orders, and the score of their mean logits.

    Source of the second, which is no density: the 79.3 nats quoted for MADE.
    """
    images = test.spread(IMAGES_OF_ORDERS).images
    nll = nll_of_first(model.component_log_probs(images))
    metrics = {
        "test_nll_nats_one_order": float(nll[0]),
        "test_nll_nats_all_orders": float(nll[-1]),
    }
    of_mean_logits = nll_of_mean_logits(model, images).mean(axis=1)
    return metrics, {"orders_nll": nll, "orders_mean_logits": of_mean_logits}


def nll_of_mean_logits(model, images):
    """Cross-entropy with the mean logits of the first n orders, for n = 1 to their number: [M, N].

    Averaging logits gives no density: the network of each order has its own factorisation.
    """
    total, nats = 0, []
    for which in range(model.num_orders):
        total = total + model.conditional_logits(images, which).numpy()
        nats.append(nll_of_logits(total / (which + 1), images))
    return np.array(nats)


def nll_of_logits(logits, images):
    """Cross-entropy of images [N, D] with the pixels' logits, summed over the pixels: [N]."""
    return binary_cross_entropy_from_logits(logits, images).numpy()


def gradient_errors(smoke):
    """Relative errors of the framework's hand-written gradients: of each op in each check, and the
    largest of each check.
    """
    cases = checks.all_cases()
    rows = checks.gradient_table(cases[::6] if smoke else cases)
    ops = list(dict.fromkeys(row.op for row in rows))
    names = list(dict.fromkeys(row.check for row in rows))
    errors = np.full((len(ops), len(names)), np.nan)
    for row in rows:
        errors[ops.index(row.op), names.index(row.check)] = row.largest_relative_error
    metrics = {
        f"gradient_error_{_identifier(name)}": float(largest)
        for name, largest in zip(names, np.nanmax(errors, axis=0), strict=True)
    }
    arrays = {
        "gradient_ops": np.array(ops),
        "gradient_checks": np.array(names),
        "gradient_errors": errors,
    }
    return metrics, arrays


def _identifier(name):
    """xla_float32 for "XLA, float32"."""
    return name.lower().replace(",", "").replace(" ", "_").replace(".", "_")

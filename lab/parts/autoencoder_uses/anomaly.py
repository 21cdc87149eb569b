"""Anomaly detection by reconstruction error, beside two scores without a network.

Source: slides, "the key idea of anomaly detection".
"""

import dataclasses

import numpy as np

from lab.data import Split, as_pixels, load_beside
from lab.evaluation.codes import in_batches
from lab.evaluation.reconstruction import squared_errors
from lab.parts.autoencoder_uses import SCORES
from lab.parts.autoencoder_uses.detection import (
    FALSE_POSITIVE_RATES,
    brightness_deviations,
    detection,
)
from lab.parts.autoencoder_uses.spaces import principal_components, train

FOREIGN = {"mnist": "fashion_mnist", "fashion_mnist": "mnist"}
# training images that set a threshold
SEEN = 10_000
SHOWN = 10


def foreign_images(context):
    """A data set that is foreign to the run's: Fashion-MNIST to MNIST and the other way round.

    Where that does not lie beside it, and for any other data set: its own images, rolled by half
    their height and width, so that what stood in the middle stands in the four corners. Each is as
    bright as before. Says aloud which it is.
    """
    data = context.dataset
    name = FOREIGN.get(data.name)
    foreign = load_beside(name, context.data_dir) if name else None
    if foreign is None or foreign.shape != data.shape:
        foreign = _rolled(data)
    print(f"foreign images: {foreign.name} ({foreign.origin})", flush=True)
    return foreign


def _rolled(data):
    half = [length // 2 for length in data.shape]

    def roll(split):
        rolled = np.roll(split.pixels.reshape(-1, *data.shape), half, axis=(1, 2))
        return Split(rolled.reshape(len(split), -1), split.labels)

    return dataclasses.replace(
        data,
        name=f"{data.name}-rolled",
        origin=f"the images of {data.name}, rolled by half their height and width",
        train=roll(data.train.spread()),
        test=roll(data.test),
        valid=None,
    )


def foreign_found(model, data, foreign):
    """How well each score tells foreign test images from the data set's own."""
    scores = _scores(model, data.train)
    normal, strange = data.test.images, foreign.test.images
    found = _detections(scores, data.train, normal, strange)
    ours, others = found["autoencoder"], [found[name].auroc for name in SCORES[1:]]
    metrics = {
        **{f"auroc_foreign_{name}": of_score.auroc for name, of_score in found.items()},
        "auroc_gain_foreign": ours.auroc - max(others),
        "threshold_foreign": ours.threshold,
        "true_negative_rate_foreign": ours.true_negative_rate,
        **{
            f"false_negative_rate_foreign_{name}": of_score.false_negative_rate
            for name, of_score in found.items()
        },
    }
    errors = [scores["autoencoder"](images) for images in (normal, strange)]
    mistaken = [normal[np.argsort(errors[0])[::-1][:SHOWN]], strange[np.argsort(errors[1])[:SHOWN]]]
    arrays = {
        "foreign_name": np.array(foreign.name),
        "false_alarms": FALSE_POSITIVE_RATES,
        "foreign_alarms": np.stack([found[name].true_positive_rates for name in SCORES]),
        "errors_normal": errors[0].astype(np.float32),
        "errors_foreign": errors[1].astype(np.float32),
        "mistaken": np.stack([as_pixels(images) for images in mistaken]),
        "mistaken_reconstructed": np.stack(
            [as_pixels(model(images).numpy()) for images in mistaken]
        ),
    }
    return metrics, arrays


def each_class_left_out(context):
    """How well a class is told from the others by a network, and scores, that never saw it."""
    data, p = context.dataset, context.parameters
    metrics, labels = {}, range(min(p.left_out, data.num_classes))
    for label in labels:
        others = dataclasses.replace(context, dataset=data.without_class(label))
        model, _ = train(others, f"without-{label}", p.left_out_epochs)
        normal, strange = others.dataset.test.images, data.test.images[data.test.labels == label]
        seen = others.dataset.train
        found = _detections(_scores(model, seen), seen, normal, strange)
        for name, of_score in found.items():
            metrics[f"auroc_left_out_{label}_{name}"] = of_score.auroc
        metrics[f"false_negative_rate_left_out_{label}"] = found["autoencoder"].false_negative_rate
    for name in SCORES:
        of_all = [metrics[f"auroc_left_out_{label}_{name}"] for label in labels]
        metrics[f"auroc_left_out_{name}_mean"] = float(np.mean(of_all))
    return metrics, {}


def _scores(model, normal):
    """{name: function of images [N, D] that gives scores [N], high for what is foreign}."""
    seen = normal.spread().images
    pca = principal_components(seen, model.code_dim)
    return {
        "autoencoder": lambda x: squared_errors(x, in_batches(model, x)),
        "pca": lambda x: squared_errors(x, pca.inverse_transform(pca.transform(x))),
        "brightness": lambda x: brightness_deviations(x, seen),
    }


def _detections(scores, seen, normal, foreign):

    seen = seen.spread(SEEN).images
    return {
        name: detection(score(seen), score(normal), score(foreign))
        for name, score in scores.items()
    }

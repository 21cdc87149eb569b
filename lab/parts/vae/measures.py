"""What the part vae measures: each function gives metrics, or (metrics, arrays)."""

import numpy as np
from sklearn.metrics import confusion_matrix

from lab.data import as_pixels
from lab.evaluation.generation import judged_right, variance_within_class
from lab.evaluation.likelihood import mean_elbo

GENERATED_PER_CLASS = 100
STYLES_SHOWN = 10


def of_the_dataset(data):
    """What generated images are compared with."""
    test = data.test
    metrics = {"variance_within_class_real": variance_within_class(test.images, test.labels)}
    return metrics, {
        "class_names": np.array(data.class_names),
        "originals": test.one_of_each().pixels,
    }


def of_a_network(model, judge, test):
    """Its bound, its classifier, its reconstructions, and what it generates on request."""
    classes = np.arange(model.num_classes)
    generated = _generated(model)
    images = np.concatenate(generated)
    labels = np.repeat(classes, GENERATED_PER_CLASS)
    predicted = model.classify(test.images).numpy().argmax(axis=1)
    reconstructed = model.predict(test.one_of_each().images, verbose=0)["reconstruction"]
    metrics = {
        "test_elbo_nats": mean_elbo(model, test.images),
        "judged_right": judged_right(judge, images, labels),
        "variance_within_class": variance_within_class(images, labels),
    }
    return metrics, {
        "styles": as_pixels(generated[:, :STYLES_SHOWN]),
        # one image per class, each with a z of its own
        "digits": as_pixels(generated[classes, STYLES_SHOWN + classes]),
        "reconstructions": as_pixels(reconstructed),
        "confusion": confusion_matrix(test.labels, predicted, labels=classes),
    }


def _generated(model):
    """Images of each class from the same samples of z: [C, GENERATED_PER_CLASS, D]."""
    rng = np.random.default_rng(model.seed)
    z = rng.standard_normal((GENERATED_PER_CLASS, model.z_dim), np.float32)
    return np.stack([model.generate(digit, z) for digit in range(model.num_classes)])


def of_a_training(history):
    """The last epoch's losses and accuracies, and the speed."""
    last = history[-1]
    seconds = float(np.median([row["seconds"] for row in history]))
    return {
        **{name: value for name, value in last.items() if name.startswith(("train_", "val_"))},
        "seconds_per_epoch": seconds,
        "batches_per_second": last["updates"] / seconds,
    }

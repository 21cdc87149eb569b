"""What the part cvae measures: three kinds of models that generate a requested class, alike."""

import numpy as np

from lab.data import as_pixels
from lab.errors import LabError
from lab.evaluation.attributes import MEASURES, style_kept
from lab.evaluation.generation import judged_right, variance_within_class
from lab.evaluation.likelihood import mean_elbo
from lab.parts.cvae import PER_CLASS

SHOWN = 10
TRANSFERRED = 500


class Told:
    """A CVAE."""

    def __init__(self, model):
        self.model = model
        self.z_dim, self.models = model.z_dim, [model]

    def generate(self, label, z):
        return self.model.generate(label, z).numpy()

    def codes(self, images, labels):
        return self.model.encode(images, labels)[0].numpy()

    def elbo_nats(self, test):
        """A bound of log p(x), mean over images: that of log p(x|y) plus log p(y), -log C."""
        told = mean_elbo(self.model, test.images, labels=test.labels)
        return told - np.log(self.model.num_classes)


class Guessed(Told):
    """The lab sheet's VAE, whose decoder sees the class that its classifier guesses."""

    def codes(self, images, labels):
        return self.model.encode(images)[0].numpy()

    def elbo_nats(self, test):
        return mean_elbo(self.model, test.images)


class Separate:
    """A VAE for each class."""

    def __init__(self, models):
        self.models = models
        self.z_dim = models[0].z_dim

    def generate(self, label, z):
        return self.models[label].decode(z).numpy()

    def codes(self, images, labels):
        every = np.stack([model.encode(images)[0].numpy() for model in self.models])
        return every[labels, np.arange(len(images))]

    def elbo_nats(self, test):
        told = [
            np.sum(test.labels == label) * mean_elbo(model, test.images[test.labels == label])
            for label, model in enumerate(self.models)
        ]
        return sum(told) / len(test) - np.log(len(self.models))


def of_the_dataset(data):
    """What generated images are compared with. Raises LabError if no class has two test images."""
    variance = variance_within_class(data.test.images, data.test.labels)
    if variance == 0:
        raise LabError(
            f"part 'cvae' compares images within a class, the test images of {data.name} have one "
            "image in each: give more images"
        )
    numbers = {"variance_within_class_real": variance}
    arrays = {
        "class_names": np.array(data.class_names),
        "originals": data.test.one_of_each().pixels,
    }
    return numbers, arrays


def of_a_model(model, data, judge, seed):
    """(metrics, arrays) of a Told, Guessed or Separate."""
    z = np.random.default_rng(seed).standard_normal((PER_CLASS, model.z_dim), np.float32)
    generated = np.stack([model.generate(label, z) for label in range(data.num_classes)])
    images = generated.reshape(-1, generated.shape[-1])
    labels = np.repeat(np.arange(data.num_classes), PER_CLASS)
    variance = variance_within_class(images, labels)
    real = variance_within_class(data.test.images, data.test.labels)
    numbers = {
        "test_elbo_nats": float(model.elbo_nats(data.test)),
        "parameters": sum(int(np.size(v)) for one in model.models for v in one.trainable_variables),
        "judged_right": judged_right(judge, images, labels),
        "variance_within_class": variance,
        "variance_ratio": variance / real,
    }
    examples = data.test.one_of_each()
    arrays = {
        "styles": as_pixels(generated[:, :SHOWN]),
        "transferred": as_pixels(transferred(model, examples, data.num_classes)),
    }
    return numbers | of_transfer(model, data, judge), arrays


def of_transfer(model, data, judge):
    """Images encoded with their class and decoded in every class: right, and in the same style?"""
    test = data.test.spread(TRANSFERRED)
    images = transferred(model, test, data.num_classes)
    flat = images.reshape(-1, images.shape[-1])
    classes = np.tile(np.arange(data.num_classes), len(test))
    numbers = {"transferred_right": judged_right(judge, flat, classes)}
    for name, measure in MEASURES.items():
        before = measure(test.images, data.shape)
        after = measure(flat, data.shape).reshape(images.shape[:2])
        numbers[f"{name}_kept"] = style_kept(before, after, test.labels)
    numbers["style_kept"] = float(np.mean([numbers[f"{name}_kept"] for name in MEASURES]))
    return numbers


def transferred(model, split, num_classes):
    """The images of a split in the style of each, in every class: [N, C, D]."""
    codes = model.codes(split.images, split.labels)
    return np.stack([model.generate(label, codes) for label in range(num_classes)], axis=1)

"""Whether a data set has what a part needs."""

import numpy as np

from lab.errors import LabError


def check_needs(part, dataset):
    """Raises LabError where the data set lacks what the part needs."""
    if part.needs_labels and dataset.train.labels is None:
        raise LabError(
            f"part {part.name!r} needs images with labels, {dataset.name} has none: "
            "choose another --dataset"
        )
    if part.needs_labels:
        _check_classes(part, dataset)
    if part.needs_factors and dataset.train.factors is None:
        raise LabError(
            f"part {part.name!r} needs images with known factors, {dataset.name} has none: "
            f"use --dataset {part.dataset}"
        )


def _check_classes(part, dataset):
    """That there are two classes at least, and images of each to train and to test."""
    for what, split in (("training", dataset.train), ("test", dataset.test)):
        counts = np.bincount(split.labels, minlength=dataset.num_classes)
        if len(counts) < 2:
            raise LabError(
                f"part {part.name!r} needs images of two classes at least, all of {dataset.name} "
                f"are of class {dataset.class_names[0]}: choose another --dataset"
            )
        if not counts.all():
            missing = dataset.class_names[np.argmin(counts)]
            raise LabError(
                f"part {part.name!r} needs images of each class, {dataset.name} has no {what} "
                f"image of class {missing}: choose another --dataset"
            )

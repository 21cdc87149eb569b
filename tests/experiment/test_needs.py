import dataclasses

import numpy as np

from lab.experiment.needs import check_needs
from lab.parts import find
from tests.support.helpers import LabTest, tiny_dataset


def only(*classes, splits=("train", "test")):
    """tiny_dataset with the images of these classes alone, in these splits."""
    dataset = tiny_dataset()
    for name in splits:
        split = getattr(dataset, name)
        dataset = dataclasses.replace(
            dataset, **{name: split._only(np.isin(split.labels, classes))}
        )
    return dataset


class Needs(LabTest):
    def test_classes_are_looked_at_before_any_training(self):
        one = dataclasses.replace(only(0), class_names=("top",))
        cases = (
            (tiny_dataset(labels=False), ("labels", "tiny has none")),
            (one, ("two classes", "tiny", "class top")),
            (only(0, 2), ("each class", "no training image of class upper")),
            (only(1, 2, splits=("test",)), ("each class", "no test image of class top")),
        )
        for dataset, words in cases:
            with self.subTest(words), self.refused("'vae'", *words, "--dataset"):
                check_needs(find("vae"), dataset)
            check_needs(find("made"), dataset)
        check_needs(find("vae"), tiny_dataset())

    def test_factors(self):
        with self.refused("'beta-vae'", "factors", "--dataset sprites"):
            check_needs(find("beta-vae"), tiny_dataset())

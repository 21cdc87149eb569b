"""A person's own images, which come without a test set: which of them are to test."""

import numpy as np

from lab.data.dataset import Dataset
from lab.data.split import Split
from lab.errors import LabError

MOST_TESTED, TEST_EVERY = 10_000, 6


def with_test_set(pixels, labels, *, where, class_names=None, **described):
    """A Dataset of pixels [N, D] and labels [N] or None; a sixth of each class is to test.

    Every sixth image of a class, its first among them, in the order in which they come; of more
    than 60,000 images so many fewer that about 10,000 are to test. These are held in memory, the
    others wherever they are. class_names: 0, 1, … unless given. described: fields of Dataset.
    Raises LabError, with `where` at its front, for a class that has no image to train and one to
    test, and for images that show nothing.
    """
    if labels is None:
        counts, class_names = [len(pixels)], ()
    else:
        counts = np.bincount(labels)
        class_names = class_names or tuple(map(str, range(len(counts))))
    _check_counts(counts, where, class_names)
    tested = _tested(len(pixels), labels)
    trained = np.delete(np.arange(len(pixels), dtype=np.int32), tested)

    def split(chosen):
        return pixels[chosen], None if labels is None else labels[chosen]

    held, test_labels = split(tested)
    dataset = Dataset(
        train=Split(*split(trained)),
        test=Split(np.asarray(held), test_labels),
        class_names=class_names,
        **described,
    )
    dataset.check_contrast()
    return dataset


def _check_counts(counts, where, class_names):
    for label, count in enumerate(counts):
        of_class = f" in class {class_names[label]}" if class_names else ""
        if count == 0:
            raise LabError(
                f"{where} has no image{of_class}: number the classes 0, 1, … without gaps"
            )
        if count == 1:
            raise LabError(
                f"{where} has one image{of_class}: give at least 2, to train and to test"
            )


def _tested(count, labels):
    """The positions of the test images among so many, ascending."""
    step = max(TEST_EVERY, -(-count // MOST_TESTED))
    if labels is None:
        return np.arange(0, count, step)
    of_classes = (np.flatnonzero(labels == label)[::step] for label in np.unique(labels))
    return np.sort(np.concatenate(list(of_classes)))

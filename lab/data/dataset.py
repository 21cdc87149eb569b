"""What every data set looks like, wherever it came from."""

import dataclasses
import hashlib
from functools import cached_property
from math import prod

import numpy as np

from lab.data import idx
from lab.data.on_disk import ImagesOnDisk
from lab.data.split import Split, evenly_spaced
from lab.errors import LabError

SPLIT_NAMES = {"train": "training", "valid": "validation", "test": "test"}
NAMES = (
    *("mnist", "fashion_mnist", "binarized_mnist", "dynamic_mnist", "tuning_mnist"),
    *("digits", "sprites"),
)
# the least byte above 0.5
MIDDLE_GREY = 128
# of training images, where choices need some that nothing is trained on
HELD_OUT_EVERY = 6
# so that a label fits into a byte
MOST_CLASSES = 256
# of images on disk, to see what they hold
LOOKED_AT = 1000


@dataclasses.dataclass(frozen=True)
class Dataset:
    """Images of `shape` (rows, columns) with their splits.

    origin: where the arrays came from, in words, for records and messages.
    epoch_images: how many images count as one epoch; more than `train` has where a small set
        is trained for as many updates as a large one.
    augment: whether training should see each image slightly moved.
    showings: how often it sees an image moved in one way before that is moved anew.
    shuffled: whether training images come in no order, so that the last ones are like all.
    thresholded: whether `binary` made its pixels black or white.
    factor_names: of the columns of each split's `factors`.

    Raises LabError where a split is not what it and Split say.
    """

    name: str
    origin: str
    train: Split
    test: Split
    valid: Split | None = None
    shape: tuple[int, int] = (28, 28)
    class_names: tuple[str, ...] = ()
    epoch_images: int = 0
    augment: bool = False
    showings: int = 1
    shuffled: bool = False
    thresholded: bool = False
    factor_names: tuple[str, ...] = ()

    def __post_init__(self):
        if self.num_classes > MOST_CLASSES:
            raise LabError(
                f"{self.name} has {self.num_classes:,} classes, expected at most {MOST_CLASSES}"
            )
        for name, split in self._splits().items():
            of_split = f"{SPLIT_NAMES[name]} images of {self.name}"
            _check_pixels(split.pixels, prod(self.shape), of_split)
            for what in ("labels", "factors"):
                _check_numbers(getattr(split, what), len(split), f"{what} of the {of_split}")
            if split.labels is not None and split.labels.max() >= self.num_classes:
                raise LabError(
                    f"labels of the {of_split} go up to {split.labels.max()}, "
                    f"expected less than {self.num_classes}, the number of classes"
                )

    @property
    def num_classes(self):
        return len(self.class_names)

    def updates_per_epoch(self, batch_size):
        """Updates in one epoch: one pass, rounded up, unless `epoch_images` says otherwise."""
        return -(-(self.epoch_images or len(self.train)) // batch_size)

    def with_validation(self):
        """This data set with validation images, by which something may be chosen.

        Where there are none, they are a sixth of the training images, which are then not trained
        on: the last ones if `shuffled`, 10,000 of MNIST's; else every sixth, for the images may be
        sorted by class.
        """
        if self.valid is not None:
            return self
        count = len(self.train)
        if self.shuffled:
            is_held = np.arange(count) >= count - count // HELD_OUT_EVERY
        else:
            is_held = np.arange(count) % HELD_OUT_EVERY == 0
        held = self.train._only(is_held).spread()
        return dataclasses.replace(self, train=self.train._only(~is_held), valid=held)

    def for_choosing(self):
        """This data set as settings may be chosen on it: there are no test images in it.

        Its test images are the validation images, those of `with_validation`.
        """
        split = self.with_validation()
        return dataclasses.replace(split, test=split.valid, valid=None)

    def without_labels(self):
        """This data set without labels: what is trained on it gets the images as targets."""
        splits = {
            name: dataclasses.replace(split, labels=None) for name, split in self._splits().items()
        }
        return dataclasses.replace(self, **splits)

    def without_class(self, label):
        """This data set without the images of one class, for training and testing alike."""
        return self._where(lambda labels: labels != label)

    def only_class(self, label):
        """This data set with the images of one class only, for training and testing alike."""
        some = self._where(lambda labels: labels == label)
        return dataclasses.replace(some, name=f"class {self.class_names[label]} of {self.name}")

    def first_classes(self, count):
        """This data set with the images of its first so many classes only."""
        some = self._where(lambda labels: labels < count)
        return dataclasses.replace(some, class_names=self.class_names[:count])

    def binary(self):
        """This data set with every pixel black or white; itself if it has no others.

        Grey ones are thresholded at 0.5, in training again after an image was moved. Raises
        LabError where that leaves one colour.
        """
        splits = self._splits()
        if all(split.dynamic or _has_no_grey(split.pixels) for split in splits.values()):
            return self
        black_or_white = {
            name: dataclasses.replace(split, pixels=_thresholded(split.pixels))
            for name, split in splits.items()
        }
        binary = dataclasses.replace(self, **black_or_white, thresholded=True)
        binary.check_contrast()
        return binary

    def check_contrast(self):
        """Raises LabError where training images are all the same, or 1 was meant for white.

        Of images on disk some are looked at.
        """
        pixels = self.train.pixels
        if isinstance(pixels, ImagesOnDisk):
            pixels = np.asarray(pixels[evenly_spaced(len(pixels), LOOKED_AT)])
        if (pixels == pixels[0]).all():
            how = "all the same, thresholded at 0.5" if self.thresholded else "all the same"
            raise LabError(
                f"the training images of {self.name} are {how}: there is nothing to learn"
            )
        if pixels.max() == 1:
            raise LabError(
                f"the training images of {self.name} hold only 0 and 1, and white is 255: "
                "multiply by 255"
            )

    @cached_property
    def checksums(self):
        """MD5 of each array in its IDX form, by name: equal for equal content in any container.

        Of images on disk, which would take minutes to read, their `identity`.
        """
        sums = {}
        for name, split in self._splits().items():
            if isinstance(split.pixels, ImagesOnDisk):
                sums[f"{name}_images"] = split.pixels.identity()
            else:
                sums[f"{name}_images"] = checksum(split.pixels.reshape(-1, *self.shape))
            if split.labels is not None:
                sums[f"{name}_labels"] = checksum(split.labels.astype(np.uint8))
        return sums

    def _where(self, kept):
        """With those images for which `kept(labels) -> bool [N]` holds."""
        splits = {name: split._only(kept(split.labels)) for name, split in self._splits().items()}
        return dataclasses.replace(self, **splits)

    def _splits(self):
        splits = {name: getattr(self, name) for name in SPLIT_NAMES}
        return {name: split for name, split in splits.items() if split is not None}


class WithoutImages(Dataset):
    """Of a part that makes what it needs itself."""

    def __post_init__(self):
        """Lets pass what is no data set to be trained on."""


def without_images(name):
    """The data set of a part that makes what it needs itself: a name, and no images."""
    nothing = Split(np.zeros((0, 1), np.uint8), None)
    return WithoutImages(name, "made by the part from its seed", nothing, nothing, shape=(1, 1))


def _check_pixels(pixels, count, whose):
    if len(pixels) == 0:
        raise LabError(f"there are no {whose}")
    if pixels.dtype != np.uint8 or pixels.shape != (len(pixels), count):
        raise LabError(
            f"{whose} are {pixels.dtype} {list(pixels.shape)}, expected uint8 [N, {count}]"
        )


def _check_numbers(numbers, count, what):
    """Of labels or factors: whole numbers from 0 on, one or one row for each image."""
    if numbers is None:
        return
    if numbers.dtype.kind not in "ui" or len(numbers) != count:
        raise LabError(
            f"{what} are {numbers.dtype} {list(numbers.shape)}, "
            f"expected integers for {count:,} images"
        )
    if numbers.min() < 0:
        raise LabError(f"{what} go down to {numbers.min()}, expected 0 and more")


def _has_no_grey(pixels):
    # what is on disk may be too much to look at
    return not isinstance(pixels, ImagesOnDisk) and np.isin(pixels, (0, 255)).all()


def _thresholded(pixels):
    if isinstance(pixels, ImagesOnDisk):
        return pixels.thresholded(MIDDLE_GREY)
    return np.where(pixels < MIDDLE_GREY, 0, 255).astype(np.uint8)


def checksum(array):
    """MD5 of the IDX file that holds this uint8 array: for MNIST the published sums."""
    digest = hashlib.md5(idx.header(array.shape), usedforsecurity=False)
    digest.update(np.ascontiguousarray(array))
    return digest.hexdigest()

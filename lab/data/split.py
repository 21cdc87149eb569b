"""A split of a data set: its pixels, labels and factors, in memory or on disk."""

import dataclasses

import numpy as np

from lab.data.on_disk import ImagesOnDisk

# images that measures use, of splits that hold more
MOST_MEASURED = 100_000


@dataclasses.dataclass(frozen=True)
class Split:
    """One part of a data set: pixels uint8 [N, D], 255 is white; labels int32 [N] or None.

    pixels: in memory, or on disk where a data set may be larger than that.
    factors: int32 [N, F], what each image was made from, or None where nobody knows.
    dynamic: a pixel is white with probability pixels / 255, else black; binarised anew whenever
        training sees the image (dynamic binarisation).
    """

    pixels: np.ndarray | ImagesOnDisk
    labels: np.ndarray | None
    factors: np.ndarray | None = None
    dynamic: bool = False

    def __len__(self):
        return len(self.pixels)

    @property
    def images(self):
        """Images float32 [N, D] in [0, 1]; of a split on disk ask for those of `spread`.

        Those of a dynamic split are binarised, always in the same way.
        """
        if isinstance(self.pixels, ImagesOnDisk) and len(self) > MOST_MEASURED:
            raise MemoryError(f"{len(self):,} images are too many: measure some, by spread()")
        pixels = binarised(self.pixels, 0) if self.dynamic else np.asarray(self.pixels)
        return pixels.astype(np.float32) / np.float32(255)

    def spread(self, count=MOST_MEASURED):
        """At most so many of the images and labels, evenly spaced: some sets are sorted by class.

        They are in memory, whatever the split is.
        """
        some = self._only(evenly_spaced(len(self), count))
        return dataclasses.replace(some, pixels=np.asarray(some.pixels))

    def first_of_each(self):
        """The positions of the first image of each class."""
        return np.unique(self.labels, return_index=True)[1]

    def one_of_each(self):
        """The first image of each class, with its label."""
        return self._only(self.first_of_each())

    def _only(self, chosen):
        arrays = {name: getattr(self, name) for name in ("pixels", "labels", "factors")}
        arrays = {name: array[chosen] for name, array in arrays.items() if array is not None}
        return dataclasses.replace(self, **arrays)


def evenly_spaced(length, count):
    """`count` positions from the first of `length` to the last; all where there are fewer."""
    return np.linspace(0, length - 1, min(count, length)).round().astype(int)


def as_pixels(images):
    """Images as uint8, as a Split holds them; what leaves [0, 1] is cut off."""
    return np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)


def binarised(pixels, seed):
    """Pixels uint8 [N, D] sampled black or white: white with probability pixels / 255."""
    chances = np.random.default_rng(seed).random(pixels.shape, np.float32)
    return np.where(255 * chances < pixels, 255, 0).astype(np.uint8)

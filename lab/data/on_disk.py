"""Images that stay in their file until they are looked at."""

import hashlib
import os
import threading
import weakref
from pathlib import Path

import numpy as np

SAMPLED = 1000


class HeldOpen:
    """A file that can be read, even if it is deleted meanwhile, for as long as this is in use."""

    def __init__(self, path):
        self.path = path
        self.file = Path(path).open("rb", buffering=0)  # noqa: SIM115
        self.lock = threading.Lock()
        weakref.finalize(self, self.file.close)

    def read_into(self, images, places):
        """Fills images [N, D], uint8: each from its place on, in bytes from the start of the file.

        places: N of them. Raises OSError where the file ends before.
        """
        # in two calls: Windows has none that reads from a place
        with self.lock:
            for image, place in zip(images, places, strict=True):
                self.file.seek(place)
                if self.file.readinto(image) < len(image):
                    raise OSError(f"{self.path} became shorter while it was read")

    def status(self):
        """Its size and times, as `os.stat`."""
        return os.fstat(self.file.fileno())


class ImagesOnDisk:
    """Pixels uint8 [..., D] of a HeldOpen file: image number i begins at byte `start + i D`.

    Indexing chooses images and reads none; `np.asarray` reads them. In memory are only the
    positions [...] of the chosen images, four bytes each in a file of less than 2^31. They are read
    call by call, not through a memory map: the pages of a map would count as this process's memory.
    threshold: pixels below it are read as 0 and all others as 255.
    """

    dtype = np.dtype(np.uint8)

    def __init__(self, file, start, pixels, positions, threshold=None):
        self.file = file
        self.start = start
        self.pixels = pixels
        self.positions = np.asarray(positions)
        self.threshold = threshold

    @property
    def shape(self):
        """(..., D)"""
        return (*self.positions.shape, self.pixels)

    def __len__(self):
        return len(self.positions)

    def __getitem__(self, chosen):
        return self._with(self.positions[chosen], self.threshold)

    def __array__(self, dtype=None, copy=None):
        images = np.empty(self.shape, np.uint8)
        places = [self.start + n * self.pixels for n in self.positions.ravel().tolist()]
        self.file.read_into(images.reshape(-1, self.pixels), places)
        if self.threshold is not None:
            images = np.where(images < self.threshold, 0, 255).astype(np.uint8)
        return images if dtype is None else images.astype(dtype, copy=False)

    def thresholded(self, threshold):
        """The same images [..., D], 0 below the threshold, of 0 to 255, and 255 from it on."""
        return self._with(self.positions, threshold)

    def identity(self):
        """MD5 of what tells these images from others without reading them all, and of what that is.

        Their number, the size of the file, when it was last changed, and about a thousand of them.
        """
        status = self.file.status()
        known = f"{self.shape} {status.st_size} {status.st_mtime_ns} {self.threshold}"
        digest = hashlib.md5(known.encode(), usedforsecurity=False)
        digest.update(np.asarray(self[:: max(1, len(self) // SAMPLED)]))
        return f"{digest.hexdigest()} (of a sample, the file's size and the time of its change)"

    def _with(self, positions, threshold):
        return ImagesOnDisk(self.file, self.start, self.pixels, positions, threshold)

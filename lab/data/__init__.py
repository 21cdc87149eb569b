"""Data sets as uint8 arrays with labels, and the pipelines that feed them to training.

Read `dataset.py` first (what every data set looks like), then `sources.py` (where they come from)
and `pipeline.py` (how batches are made).
"""

from lab.data.arrays import from_arrays
from lab.data.dataset import NAMES, Dataset, Split, as_pixels, evenly_spaced, without_images
from lab.data.sources import load, load_beside, name_of

__all__ = [
    "NAMES",
    "Dataset",
    "Split",
    "as_pixels",
    "evenly_spaced",
    "from_arrays",
    "load",
    "load_beside",
    "name_of",
    "without_images",
]

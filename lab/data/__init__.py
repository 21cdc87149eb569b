"""Data sets as uint8 arrays with labels, and the pipelines that feed them to training.

Read `dataset.py` and `split.py` first (what every data set looks like), then `sources/` (where
they come from) and `pipeline.py` (how batches are made).
"""

from lab.data.arrays import from_arrays
from lab.data.dataset import NAMES, Dataset, without_images
from lab.data.sources import load, load_beside, name_of
from lab.data.split import Split, as_pixels, evenly_spaced

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

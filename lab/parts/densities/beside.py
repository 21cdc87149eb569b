"""The trained densities that lie beside this run: which are there, and which other runs give."""

import dataclasses

from lab.models import MADEMixture
from lab.models.saved import load
from lab.parts.densities.families import DENSITIES, Density
from lab.storage.records import Record, consistent_read


@dataclasses.dataclass(frozen=True)
class Stored:
    """A density whose run lies beside this one.

    record: of that run. files: of its models. is_binary: whether it was trained on the images of
    this run; otherwise on the grey ones that these are thresholded from.
    """

    density: Density
    record: Record
    files: tuple
    is_binary: bool

    def model(self):
        """The trained model; of several the mixture. Raises LabError where a file is damaged."""
        with consistent_read(self.record.folder):
            models = [load(path) for path in self.files]
        return MADEMixture(models) if "*" in self.density.network else models[0]

    def training_seconds(self):
        """How long its training took, by the record; None where it does not say."""
        column = self.density.seconds
        if not column:
            return None
        return float(sum(row[column] for row in self.record.history))


def stored(context):
    """The Stored densities, in the order of the table. Raises LabError where a record is damaged.

    A run on other images than those of this one does not count, nor one on some classes of them.
    """
    found = (_of(density, context) for density in DENSITIES)
    return [one for one in found if one is not None]


def _of(density, context):
    folders = context.other_run(density.run)
    files = tuple(sorted(folders.work.glob(f"{density.network}.keras")))
    if not files or not (folders.record / "metrics.json").exists():
        return None
    record = Record.load(folders.record)
    # some parts can be told to learn a few classes alone, and in a smoke run do
    if record.config["parameters"].get("classes"):
        return None
    is_binary = record.config["dataset"]["checksums"] == context.dataset.checksums
    if not is_binary and not _is_of_the_grey_ones(record, context.dataset):
        return None
    return Stored(density, record, files, is_binary)


def _is_of_the_grey_ones(record, dataset):
    """Whether a run got the images that the data set's were thresholded from.

    Of these there is no checksum: their labels and numbers must be the same.
    """
    theirs = record.config["dataset"]
    sums = {name: theirs["checksums"].get(name) for name in dataset.checksums}
    return (
        dataset.thresholded
        and not theirs.get("thresholded")
        and theirs["training_images"] == len(dataset.train)
        and all(sums[name] == dataset.checksums[name] for name in sums if name.endswith("_labels"))
    )

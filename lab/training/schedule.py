"""How long a training lasts."""

import dataclasses

from lab.errors import LabError


@dataclasses.dataclass(frozen=True)
class Schedule:
    """Epochs of `updates_per_epoch` batches of `batch_size` images."""

    epochs: int
    updates_per_epoch: int
    batch_size: int

    @property
    def updates(self):
        """Of all epochs."""
        return self.epochs * self.updates_per_epoch

    def check_fits(self, dataset):
        """Raises LabError where a batch is larger than the data."""
        if self.batch_size > len(dataset.train):
            raise LabError(
                f"batch_size={self.batch_size} is larger than the {len(dataset.train)} training "
                f"images of {dataset.name}: choose a smaller one"
            )

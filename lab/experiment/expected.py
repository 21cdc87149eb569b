"""Expected results of full runs, and whether a run met them."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Expected:
    """An expected result of a full run with default parameters: low <= metrics[name] <= high.

    low, high: None where there is no such bound. source says where the numbers come from, meaning
    what the metric is; both are messages of the part's catalogue. dataset, preset: those it holds
    for, or None for any.
    """

    name: str
    low: float | None
    high: float | None
    source: str
    dataset: str | None = None
    preset: str | None = None
    meaning: str = ""

    def holds_for(self, dataset, preset):
        """Whether it is expected of a run on this data set, by name, with this preset or None."""
        return self.dataset in (None, dataset) and self.preset in (None, preset)

    def checked(self, metrics):
        """The row of metrics.json that says whether the value met it."""
        value = metrics[self.name]
        is_met = (self.low is None or value >= self.low) and (
            self.high is None or value <= self.high
        )
        row = {"name": self.name, "low": self.low, "high": self.high}
        return {**row, "value": value, "met": bool(is_met)}

"""Expected results of full runs, where each comes from, and whether a run met them."""

import dataclasses

from lab.experiment.spread import Spread
from lab.languages import to_say

PUBLISHED, CLAIM, THEORY, AIM, SEEDS = "published", "claim", "theory", "aim", "seeds"
# what sets the bounds, in words
KINDS = {
    # a number that stands in a paper or in the lab sheet's log
    PUBLISHED: to_say("published"),
    # a document of the course says which way it goes: the bound is what "larger" means, 0 or 1
    CLAIM: to_say("course's claim"),
    # mathematics
    THEORY: to_say("theory"),
    # ours, set before the run and never moved after
    AIM: to_say("aim"),
    # mean ± 4 standard deviations over the seeds of a stored sweep
    SEEDS: to_say("over seeds"),
}
# as a bound of the kind SEEDS: the one that the part's spread.json sets
SPREAD = "spread"


@dataclasses.dataclass(frozen=True)
class Expected:
    """An expected result of a full run with default parameters: low <= metrics[name] <= high.

    low, high: None where there is no such bound, SPREAD where the spread over seeds sets it; such
    a result is expected only of data sets and presets of which a spread is stored. source says
    where the bounds come from, meaning what the metric is; both are messages of the part's
    catalogue. dataset, preset: those it holds for, or None for any. kind: one of KINDS. spread:
    that of the metric over seeds, where one is stored; see `with_spread`. reached: of a number
    of steps that were needed, the metric that is 0 where as many as were tried did not suffice.

    What cannot hold for any seed is not expected, nor is what could never fail.
    """

    name: str
    low: float | str | None
    high: float | str | None
    source: str
    dataset: str | None = None
    preset: str | None = None
    meaning: str = ""
    kind: str = dataclasses.field(kw_only=True)
    spread: Spread | None = dataclasses.field(default=None, kw_only=True)
    reached: str = dataclasses.field(default="", kw_only=True)

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: unknown kind {self.kind!r}; choose {', '.join(KINDS)}")
        if (SPREAD in (self.low, self.high)) != (self.kind == SEEDS and self.spread is None):
            raise ValueError(f"{self.name}: SPREAD is a bound of the kind {SEEDS!r} alone")

    def holds_for(self, dataset, preset):
        """Whether it is expected of a run on this data set, by name, with this preset or None."""
        return self.dataset in (None, dataset) and self.preset in (None, preset)

    def with_spread(self, spread):
        """It with this Spread of its metric, which sets the bounds that are SPREAD; None where
        these need one and there is none.
        """
        if spread is None:
            return None if self.kind == SEEDS else self
        low = spread.low if self.low == SPREAD else self.low
        high = spread.high if self.high == SPREAD else self.high
        return dataclasses.replace(self, low=low, high=high, spread=spread)

    def is_beyond(self, metrics):
        """Whether its value is only the most that was tried: the true one is larger."""
        return self.reached != "" and metrics[self.reached] == 0

    def checked(self, metrics):
        """The row of metrics.json that says whether the value met it."""
        value = metrics[self.name]
        is_met = (self.low is None or value >= self.low) and (
            self.high is None or value <= self.high
        )
        row = {
            "name": self.name,
            "low": self.low,
            "high": self.high,
            "value": value,
            "met": bool(is_met),
            "kind": self.kind,
            "source": self.source,
        }
        return row if self.spread is None else row | {"spread": dataclasses.asdict(self.spread)}

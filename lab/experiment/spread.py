"""How a part's metrics spread over seeds: what a stored sweep found, kept beside the part."""

import dataclasses
import importlib.resources
import json
import math
import re
import statistics

from lab.storage.files import written_beside

FILE = "spread.json"
# bounds lie so many standard deviations from the mean
SDS = 4


@dataclasses.dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (n - 1) of a metric over full runs with so many seeds."""

    mean: float
    sd: float
    seeds: int

    @classmethod
    def of(cls, values):
        """That of a metric's values, one of each seed, without digits that the spread drowns."""
        mean, sd = statistics.fmean(values), statistics.stdev(values)
        if sd:
            decimals = 2 - math.floor(math.log10(sd))
            mean, sd = round(mean, decimals), round(sd, decimals)
        return cls(mean, sd, len(values))

    @property
    def low(self):
        """The bound that hardly any seed falls below."""
        return self.mean - SDS * self.sd

    @property
    def high(self):
        """The bound that hardly any seed exceeds."""
        return self.mean + SDS * self.sd


def read_spreads(package):
    """What the spread.json of a part's package holds; {} where it has none.

    {data set: {preset or "": {"seeds": [...], "metrics": {name: [mean, sd]}}}}
    """
    file = importlib.resources.files(package) / FILE
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def spreads_of(package, dataset, preset):
    """{metric: Spread} of the canonical runs of a part on a data set with a preset or None."""
    found = read_spreads(package).get(dataset, {}).get(preset or "", {"seeds": [], "metrics": {}})
    count = len(found["seeds"])
    return {name: Spread(mean, sd, count) for name, (mean, sd) in found["metrics"].items()}


def write_spreads(package, dataset, preset, seeds, spreads):
    """Puts {metric: Spread} over these seeds into the part's spread.json, which keeps what it has
    of other data sets and presets.
    """
    stored = read_spreads(package)
    metrics = {name: [spread.mean, spread.sd] for name, spread in sorted(spreads.items())}
    stored.setdefault(dataset, {})[preset or ""] = {"seeds": sorted(seeds), "metrics": metrics}
    text = json.dumps(stored, indent=2, sort_keys=True)
    # a metric a line
    text = re.sub(r"\[[^]]*\]", lambda found: " ".join(found[0].split()), text)
    text = text.replace("[ ", "[").replace(" ]", "]")
    with written_beside(importlib.resources.files(package) / FILE) as path:
        path.write_text(text + "\n", encoding="utf-8")

"""How a part's metrics spread over seeds: what a stored sweep found, kept beside the part."""

import dataclasses
import importlib.resources
import json

FILE = "spread.json"
# bounds lie so many standard deviations from the mean
SDS = 4


@dataclasses.dataclass(frozen=True)
class Spread:
    """Mean and standard deviation (n - 1) of a metric over full runs with so many seeds."""

    mean: float
    sd: float
    seeds: int


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

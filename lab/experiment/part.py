"""What a part is: its line in the list, and where its experiment, figures and tables are."""

import dataclasses
import importlib

from lab.experiment.expected import Expected
from lab.experiment.spread import spreads_of
from lab.languages import speaking


@dataclasses.dataclass(frozen=True)
class Part:
    """An experiment of the course, in a folder of `lab/parts/`.

    name, question, source, minutes: what a person sees before choosing it.
    package: that of its folder, with `experiment.run(context)`, `figures.draw(record)`,
    `story.story(record)` and, if the report prints any, `figures.tables(record)`.
    parameters: the class of its parameters. expectations: what a full run should give.
    needs_labels: images with labels. binary: black and white ones; others are thresholded at 0.5.
    needs_factors: images of which one knows what they were made from.
    needs_validation: images to choose something by; where there are none, a sixth of those to train
    on are kept for it.
    dataset: the data set that the part takes unless another is asked for; "": the lab's default.
    makes_data: the name of the data that the part makes itself; it is then given no other.
    """

    name: str
    question: str
    source: str
    minutes: float
    package: str
    parameters: type
    expectations: tuple[Expected, ...]
    needs_labels: bool = False
    binary: bool = False
    needs_factors: bool = False
    needs_validation: bool = False
    dataset: str = ""
    makes_data: str = ""

    def run(self, context):
        """Trains and measures; returns an Outcome."""
        return self.module("experiment").run(context)

    def draw(self, record, language="en"):
        """The figures of a record, by name. Raises LabError where it lacks what they show."""
        # here, for the list is shown without Matplotlib
        from lab.figures.finish import finished

        with record.explaining_errors(), speaking(language):
            return finished(self.module("figures").draw(record))

    def tables(self, record, language="en"):
        """The report's tables of a record, by name. Raises LabError like `draw`."""
        with record.explaining_errors(), speaking(language):
            return getattr(self.module("figures"), "tables", lambda record: {})(record)

    def story(self, record, language="en"):
        """What a record says in words, a Story. Raises LabError like `draw`."""
        with record.explaining_errors(), speaking(language):
            return self.module("story").story(record)

    def module(self, name):
        """One of the modules of its folder; loaded only here, for the list loads no NumPy."""
        return importlib.import_module(f"{self.package}.{name}")

    @property
    def own_data(self):
        """The name of the data set that is this part's whatever the others run on, or ""."""
        return self.makes_data or self.dataset

    @property
    def default_preset(self):
        """The preset of its default parameters, or None where it has none."""
        return getattr(self.parameters(), "preset", None)

    def run_name(self, preset):
        """The folder of the canonical run of a preset: the part's name, with the preset's if that
        is not the default one.
        """
        return self.name if preset == self.default_preset else f"{self.name}-{preset}"

    def run_names(self):
        """The folders of all its canonical runs, that of the default preset first."""
        return sorted({self.name, *map(self.run_name, self.parameters.PRESETS)})

    def expected(self, config):
        """{name: Expected} of the canonical run with this config.json, their bounds numbers or
        None. What needs a spread over seeds, and has none stored, is not among them.
        """
        data, preset = config["dataset"]["name"], config["parameters"].get("preset")
        spreads = spreads_of(self.package, data, preset)
        rows = [row for row in self.expectations if row.holds_for(data, preset)]
        found = {row.name: row.with_spread(spreads.get(row.name)) for row in rows}
        return {name: row for name, row in found.items() if row is not None}

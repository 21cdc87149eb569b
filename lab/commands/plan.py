"""A run before it is made: its parameters, and the name that follows from them."""

import dataclasses

from lab.assignments import own
from lab.commands.options import RunOptions
from lab.experiment.part import Part
from lab.experiment.settings import before_settings, changed, with_settings


@dataclasses.dataclass(frozen=True)
class Plan:
    """What is to be run.

    changes: all in which it differs from the canonical run, texts such as `beta=4`, `seed=3`,
    `smoke`.
    """

    part: Part
    parameters: object
    options: RunOptions
    changes: tuple[str, ...]

    @classmethod
    def of(cls, part, settings, options, numbers=None):
        """The plan of a part with these settings, {parameter: value or text}, and RunOptions.

        numbers: of the exercises on whose functions it runs; those of this process if not given.
        Raises LabError where one of them is invalid.
        """
        numbers = own.numbers() if numbers is None else numbers
        usual = before_settings(part.parameters, settings, options.smoke)
        parameters = with_settings(usual, settings)
        changes = changed(parameters, usual)
        if options.seed:
            changes["seed"] = options.seed
        if options.strategy:
            changes["strategy"] = options.strategy
        if options.callbacks:
            # whether they change the training cannot be known
            changes["callbacks"] = "+".join(type(one).__name__ for one in options.callbacks)
        if numbers:
            changes["own"] = "+".join(numbers)
        flags = ["smoke"] * options.smoke + ["mixed_precision"] * options.mixed_precision
        texts = [f"{name}={value}" for name, value in changes.items()]
        return cls(part, parameters, options, (*flags, *texts))

    @property
    def name(self):
        """The run's folder: `vae`, `made-best` for a preset, `vae@beta=4,seed=3`."""
        name = self.part.run_name(getattr(self.parameters, "preset", None))
        return name + ("@" + ",".join(self.changes) if self.changes else "")

    @property
    def recorded_changes(self):
        """The changes that a caption adds to what it says of every run: seed and smoke."""
        return [text for text in self.changes if text.partition("=")[0] not in ("smoke", "seed")]

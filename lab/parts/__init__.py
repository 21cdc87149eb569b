"""The list of parts. A part is one file here, one experiment; this list imports none of them."""

import dataclasses
import importlib

from lab.errors import LabError


@dataclasses.dataclass(frozen=True)
class Part:
    """A line of the list: what a person sees before choosing, and what data the part needs.

    needs_labels: images with labels. binary: black and white ones; others are thresholded at 0.5.
    """

    name: str
    question: str
    source: str
    minutes: float
    needs_labels: bool = False
    binary: bool = False

    @property
    def module(self):
        """The part's module, with `Parameters`, `EXPECTED`, `run` and `draw`."""
        return importlib.import_module(f"lab.parts.{self.name.replace('-', '_')}")


PARTS = (
    Part(
        name="vae",
        question="What does the lab sheet's VAE learn, and what could its network do?",
        source="lab sheet",
        minutes=1.5,
        needs_labels=True,
    ),
    Part(
        name="made",
        question="What does a network draw that never looks ahead, and how likely are real images?",
        source="coursework",
        minutes=10,
        binary=True,
    ),
    Part(
        name="autoencoder-kinds",
        question="What do narrow, wide, noisy, sparse and contracted codes do to an autoencoder?",
        source="lecture, notes",
        minutes=3.5,
    ),
)


def find(name):
    """The part of this name. Raises LabError that lists the known ones."""
    for part in PARTS:
        if part.name == name:
            return part
    known = ", ".join(part.name for part in PARTS)
    raise LabError(f"unknown part {name!r}: choose {known}")

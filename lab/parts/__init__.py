"""The list of parts. A part is one file here, one experiment; this list imports none of them."""

import dataclasses
import importlib

from lab.errors import LabError
from lab.languages import speaking


@dataclasses.dataclass(frozen=True)
class Part:
    """A line of the list: what a person sees before choosing, and what data the part needs.

    needs_labels: images with labels. binary: black and white ones; others are thresholded at 0.5.
    needs_factors: images of which one knows what they were made from.
    dataset: the data set that the part takes unless another is asked for; "": the lab's default.
    makes_data: the name of the data that the part makes itself; it is then given no other.
    """

    name: str
    question: str
    source: str
    minutes: float
    needs_labels: bool = False
    binary: bool = False
    needs_factors: bool = False
    dataset: str = ""
    makes_data: str = ""

    @property
    def module(self):
        """The part's module, with `Parameters`, `EXPECTED`, `run` and `draw`."""
        return importlib.import_module(f"lab.parts.{self.name.replace('-', '_')}")

    def draw(self, record, language="en"):
        """The figures of a record in a language. Raises LabError where it lacks what they show."""
        # here, for the list is shown without Matplotlib
        from lab.figures.language import finished

        with record.shown(), speaking(language):
            return finished(self.module.draw(record))

    def tables(self, record, language="en"):
        """The report's tables of a record, by name. Raises LabError like `draw`."""
        with record.shown(), speaking(language):
            return getattr(self.module, "tables", lambda record: {})(record)

    @property
    def own_data(self):
        """The name of the data set that is this part's whatever the others run on, or ""."""
        return self.makes_data or self.dataset

    @property
    def default_preset(self):
        """The preset of its default parameters, or None where it has none."""
        return getattr(self.module.Parameters(), "preset", None)

    def run_name(self, preset):
        """The folder of the canonical run of a preset: the part's name, with the preset's if that
        is not the default one.
        """
        return self.name if preset == self.default_preset else f"{self.name}-{preset}"

    def run_names(self):
        """The folders of all its canonical runs, that of the default preset first."""
        presets = getattr(self.module.Parameters, "PRESETS", ())
        return sorted({self.name, *map(self.run_name, presets)})

    def expected(self, config):
        """{name: Expected} of the canonical run with this config.json."""
        data, preset = config["dataset"]["name"], config["parameters"].get("preset")
        return {row.name: row for row in self.module.EXPECTED if row.holds_for(data, preset)}


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
        minutes=8,
        binary=True,
    ),
    Part(
        name="made-choices",
        question="What does each choice in a MADE buy, in nats?",
        source="coursework",
        minutes=20,
        binary=True,
    ),
    Part(
        name="made-mixture",
        question="How much better than one MADE is the mean of several ones' probabilities?",
        source="coursework",
        minutes=20,
        binary=True,
    ),
    Part(
        name="autoencoder",
        question="What does an autoencoder keep in h numbers, and can one draw images from it?",
        source="notes, lecture",
        minutes=4,
        needs_labels=True,
    ),
    Part(
        name="autoencoder-kinds",
        question="What do narrow, wide, noisy, sparse and contracted codes do to an autoencoder?",
        source="lecture, notes",
        minutes=3.5,
    ),
    Part(
        name="autoencoder-uses",
        question="What are an autoencoder's codes and errors good for?",
        source="slides, notes",
        minutes=2.5,
        needs_labels=True,
    ),
    Part(
        name="latent",
        question="What do reconstruction and KL make of codes, and do directions mean anything?",
        source="slides, lecture",
        minutes=2,
        needs_labels=True,
    ),
    Part(
        name="elbo",
        question="How noisy is the ELBO's estimate, and which likelihood should its pixels have?",
        source="lecture, lab sheet",
        minutes=4,
    ),
    Part(
        name="likelihood",
        question="How likely is an image under a VAE, and can one train on a better estimate?",
        source="lecture",
        minutes=6,
        binary=True,
    ),
    Part(
        name="beta-vae",
        question="Does more weight on KL give each factor of the images a latent for itself?",
        source="lecture",
        minutes=12,
        needs_factors=True,
        dataset="sprites",
    ),
    Part(
        name="collapse",
        question="When does a VAE give up a latent, does it come back, and what helps against it?",
        source="lecture",
        minutes=4,
    ),
    Part(
        name="cvae",
        question="What does a VAE learn that is told the class, and what do shared weights do?",
        source="slides, lecture",
        minutes=2,
        needs_labels=True,
    ),
    Part(
        name="vae-gan",
        question="Does a VAE get sharper if a discriminator, not the pixels, says what is alike?",
        source="lecture",
        minutes=8,
        needs_labels=True,
    ),
    Part(
        name="blur",
        question="Where do a VAE's blur and the holes between its codes come from?",
        source="lecture",
        minutes=2,
        needs_labels=True,
    ),
    Part(
        name="generative-basics",
        question="Why can a classifier not draw new points, and what is the KL divergence?",
        source="notes, slides",
        minutes=0.1,
        makes_data="toy",
    ),
)


def find(name):
    """The part of this name. Raises LabError that lists the known ones."""
    for part in PARTS:
        if part.name == name:
            return part
    known = ", ".join(part.name for part in PARTS)
    raise LabError(f"unknown part {name!r}: choose {known}")

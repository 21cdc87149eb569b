"""Every published negative log-likelihood that the lab names, in nats per image (lower is better).

One table. A number stands beside others of its protocol alone, which is a data set of the lab:
images binarised once for all, or anew each time they are shown.
"""

import dataclasses

from lab.languages import number, say, to_say

FIXED, DYNAMIC = "binarized_mnist", "dynamic_mnist"
PROTOCOLS = {
    FIXED: to_say("MNIST, fixed binarisation"),
    DYNAMIC: to_say("MNIST, dynamic binarisation"),
}

# what prints a number: a paper, or the page of a repository, whom no reviewer has asked
PAPER, REPOSITORY = "paper", "repository"
# the images that it is of
TEST, REDRAWN, VALIDATION = "test", "redrawn", "validation"
SPLITS = {
    TEST: to_say("test images"),
    REDRAWN: to_say("test images, binarised anew at each evaluation"),
    VALIDATION: to_say("validation images"),
}
# what it is: log p(x) itself, an upper bound or an estimate of -log p(x), or no likelihood at all
EXACT, BOUND, ESTIMATE, NO_DENSITY = "exact", "bound", "estimate", "no density"
SIGNS = {EXACT: "", BOUND: "≤ ", ESTIMATE: "≈ ", NO_DENSITY: ""}


@dataclasses.dataclass(frozen=True)
class Source:
    """A paper, by authors and year, or a repository, by owner and name.

    place: where in it. work: the paper's name in the bibliography, by which texts cite it.
    """

    name: str
    place: str
    work: str = ""

    @property
    def kind(self):
        """PAPER or REPOSITORY."""
        return PAPER if self.work else REPOSITORY

    def __str__(self):
        return f"{self.name}, {say(self.place)}" if self.place else self.name


@dataclasses.dataclass(frozen=True)
class Published:
    """One number and how it came about.

    training_images: how many the model was trained on, None where nobody of the lab has read it.
    quantity: EXACT, BOUND, ESTIMATE or NO_DENSITY. is_read: whether somebody of the lab found the
    number in its source; others are quoted from memory and carry a dagger wherever they stand.
    """

    protocol: str
    model: str
    nats: float
    source: Source
    training_images: int | None = 50_000
    split: str = TEST
    quantity: str = EXACT
    is_read: bool = True

    @property
    def is_bar(self):
        """Whether a run may be held to it: a likelihood of test images, from a paper."""
        of_paper = self.source.kind == PAPER and self.split == TEST
        return of_paper and self.quantity != NO_DENSITY

    @property
    def text(self):
        """The number with its sign and its dagger, in the language spoken."""
        return SIGNS[self.quantity] + number(self.nats, ".2f") + ("" if self.is_read else " †")

    @property
    def label(self):
        """What a figure calls it: the model, and what sets it apart from those beside it."""
        notes = []
        if self.source.kind == REPOSITORY:
            notes.append(self.source.name.partition("/")[2])
        if self.split == VALIDATION:
            notes.append(say("validation"))
        model = say(self.model) + (f" ({', '.join(notes)})" if notes else "")
        return model if self.is_read else f"{model} †"


_BY_GERMAIN = Source("Germain et al. (2015)", to_say("table of binarised MNIST"), "germain2015")
_BY_URIA = Source(
    "Uria et al. (2014)", to_say("figure of averaged orders, code of its authors"), "uria2014"
)
_BY_BURDA = Source("Burda et al. (2016)", to_say("table 1"), "burda2016")
_BY_BURDA_FIXED = Source("Burda et al. (2016)", to_say("appendix D"), "burda2016")
_BY_OORD = Source("van den Oord et al. (2016)", to_say("table 4"), "oord2016")
_BY_HOTAJ = Source("EugenHotaj/pytorch-generative", "README")
_BY_KARPATHY = Source("karpathy/pytorch-made", "README")

# of Burda et al., one stochastic layer, by the number of samples of z in training: k = 1 is the VAE
IWAE = {1: "VAE (IWAE, k = 1)", 5: "IWAE, k = 5", 50: "IWAE, k = 50"}

TABLE = (
    Published(
        FIXED,
        to_say("mixture of 10 Bernoullis"),
        168.95,
        _BY_GERMAIN,
        is_read=False,
    ),
    Published(
        FIXED,
        to_say("mixture of 500 Bernoullis"),
        137.64,
        _BY_GERMAIN,
        is_read=False,
    ),
    Published(FIXED, to_say("MADE, 2 hidden layers, 1 mask"), 89.59, _BY_GERMAIN, is_read=False),
    Published(FIXED, to_say("MADE, 1 hidden layer, 1 mask"), 88.40, _BY_GERMAIN, is_read=False),
    Published(FIXED, to_say("MADE, 1 hidden layer, 32 masks"), 88.04, _BY_GERMAIN, is_read=False),
    Published(FIXED, to_say("MADE, 2 hidden layers, 32 masks"), 86.64, _BY_GERMAIN),
    Published(FIXED, to_say("NADE, fixed order"), 88.33, _BY_URIA),
    Published(FIXED, to_say("EoNADE, 1 hidden layer, 128 orders"), 87.71, _BY_URIA),
    Published(FIXED, to_say("EoNADE, 2 hidden layers, 128 orders"), 85.10, _BY_URIA),
    Published(
        FIXED,
        to_say("EoNADE-5, 2 hidden layers"),
        84.68,
        Source("Raiko et al. (2014)", "", "raiko2014"),
    ),
    Published(FIXED, "DBN", 84.55, _BY_URIA, training_images=None, quantity=ESTIMATE),
    Published(
        FIXED,
        to_say("DARN with adaptive noise"),
        84.13,
        Source("Gregor et al. (2014)", "", "gregor2014"),
        quantity=ESTIMATE,
    ),
    Published(
        FIXED,
        "DRAW",
        80.97,
        Source("Gregor et al. (2015)", "", "gregor2015"),
        quantity=BOUND,
    ),
    Published(FIXED, "PixelCNN", 81.30, _BY_OORD),
    Published(FIXED, "Row LSTM", 80.54, _BY_OORD, is_read=False),
    Published(FIXED, "Diagonal BiLSTM", 79.20, _BY_OORD),
    *(
        Published(FIXED, IWAE[k], nats, _BY_BURDA_FIXED, quantity=ESTIMATE)
        for k, nats in ((1, 88.71), (5, 87.63), (50, 87.10))
    ),
    Published(FIXED, to_say("MADE, 500 units, 1 mask"), 94.5, _BY_KARPATHY, split=VALIDATION),
    Published(
        FIXED,
        to_say("MADE, 500 units, mean logits of 10 orders"),
        79.3,
        _BY_KARPATHY,
        split=VALIDATION,
        quantity=NO_DENSITY,
    ),
    *(
        # the others of 60,000 are validation images in their code
        Published(DYNAMIC, IWAE[k], nats, _BY_BURDA, training_images=59_600, quantity=ESTIMATE)
        for k, nats in ((1, 86.76), (5, 85.54), (50, 84.78))
    ),
    *(
        # no validation images; "may be optimistic", says its page
        Published(
            DYNAMIC,
            model,
            nats,
            _BY_HOTAJ,
            training_images=60_000,
            split=REDRAWN,
            quantity=quantity,
        )
        for model, nats, quantity in (
            ("FVSBN", 96.58, EXACT),
            ("VAE", 86.77, BOUND),
            ("NADE", 85.65, EXACT),
            (to_say("MADE, 8000 units"), 84.87, EXACT),
            ("Gated PixelCNN", 81.50, EXACT),
            ("PixelCNN", 81.45, EXACT),
            ("PixelSNAIL", 78.61, EXACT),
        )
    ),
)


def of_protocol(protocol):
    """The likelihoods published for a protocol, the best one first."""
    rows = [row for row in TABLE if row.protocol == protocol and row.quantity != NO_DENSITY]
    return sorted(rows, key=lambda row: row.nats)


def bar(protocol, model):
    """The number that a paper gives for a model, by its English name, to hold a run to."""
    (row,) = (row for row in of_protocol(protocol) if row.is_bar and row.model == model)
    return row


def no_density(protocol):
    """The number that is quoted for a model although it is no likelihood."""
    (row,) = (row for row in TABLE if row.protocol == protocol and row.quantity == NO_DENSITY)
    return row

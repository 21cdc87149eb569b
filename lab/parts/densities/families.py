"""The densities of the lab, one row each: who trains it, and what is known of its likelihood."""

import dataclasses

from lab import data, program
from lab.languages import to_say

# what a model says about -log p(x); numbers of different kinds are never ranked together
EXACT, BOUND, BOUND_WITH_CLASS, NONE = "exact", "bound", "bound with class", "none"


@dataclasses.dataclass(frozen=True)
class Density:
    """A row of the table.

    key: the end of its metrics' names. name: what it is, a message.
    part, preset: whose run trains it, with which preset other than the default one.
    network: its file in that run, without .keras; with a * several, whose mixture it is.
    nll: EXACT: it has `log_prob`. BOUND: `elbo` and importance weights. BOUND_WITH_CLASS: these,
    but both told the class. NONE: none, or one of another unit.
    seconds: the column of the run's history with the time of each epoch; "": nobody measured it.
    All have `sample(n, seed)`, images [n, D] in [0, 1].
    """

    key: str
    name: str
    part: str
    network: str
    nll: str
    seconds: str
    preset: str = ""

    @property
    def run(self):
        """The name of the canonical run that trains it."""
        return f"{self.part}-{self.preset}" if self.preset else self.part


DENSITIES = (
    Density("sheet", to_say("VAE of the lab sheet"), "vae", "sheet", BOUND, "seconds"),
    Density("plain", to_say("lab sheet's VAE, plain ELBO"), "vae", "plain", BOUND, "plain_seconds"),
    Density("z2", to_say("VAE, 2 latents"), "blur", "beta1", BOUND, "beta1_seconds"),
    Density("beta4", to_say("β-VAE, β = 4, 2 latents"), "blur", "beta4", BOUND, "beta4_seconds"),
    Density("z16", to_say("VAE, 16 latents"), "blur", "wide", BOUND, "wide_seconds"),
    Density("k1", to_say("VAE, 50 latents"), "likelihood", "k1", BOUND, "k1_seconds"),
    Density("k50", "IWAE, k = 50", "likelihood", "k50", BOUND, "k50_seconds"),
    Density("cvae", "CVAE", "cvae", "cvae", BOUND_WITH_CLASS, "cvae_seconds"),
    Density("conv", to_say("convolutional VAE"), "vae-gan", "vae_0", BOUND, "vae_0_seconds"),
    Density("gan", "VAE-GAN", "vae-gan", "vae_gan_0", NONE, "vae_gan_0_seconds"),
    # its log_prob is of real numbers, not of black and white
    Density("linear", to_say("linear VAE"), "elbo", "linear", NONE, "linear_seconds"),
    Density("made", to_say("MADE of the coursework"), "made", "made", EXACT, "seconds"),
    Density("orders", to_say("MADE of 8 orders"), "made", "orders", EXACT, ""),
    Density("best", to_say("best MADE"), "made", "made", EXACT, "seconds", preset="best"),
    Density("mixture", to_say("mixture of MADEs"), "made-mixture", "network-*", EXACT, "seconds"),
)
# what they are compared with: fitted to the training images at once, or these images themselves
FLOORS = {
    "bernoulli": to_say("independent pixels"),
    "gaussian": to_say("Gaussian, full covariance"),
}
REAL = "real"
NAMES = {
    REAL: to_say("training images themselves"),
    **FLOORS,
    **{density.key: density.name for density in DENSITIES},
}


def commands(densities, dataset, smoke):
    """{run: the command that gives it} of the runs that train these densities.

    dataset: as a record's config describes it. smoke: whether smoke runs are meant.
    """
    named = dataset["name"] if dataset["name"] in data.NAMES else dataset["origin"]
    found = {}
    for density in densities:
        words = ["--part", density.part, "--dataset", named]
        if density.preset:
            words += ["--set", f"preset={density.preset}"]
        found[density.run] = program.command(words + ["--smoke"] * smoke)
    return found

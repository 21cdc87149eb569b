"""The list of parts, in the order of the course. A part is a folder here."""

from lab.errors import LabError
from lab.parts import (
    autoencoder,
    autoencoder_kinds,
    autoencoder_uses,
    beta_vae,
    blur,
    collapse,
    cvae,
    densities,
    elbo,
    generative_basics,
    latent,
    likelihood,
    made,
    made_choices,
    made_mixture,
    vae,
    vae_gan,
)

PARTS = tuple(
    module.PART
    for module in (
        vae,
        made,
        made_choices,
        made_mixture,
        autoencoder,
        autoencoder_kinds,
        autoencoder_uses,
        latent,
        elbo,
        likelihood,
        beta_vae,
        collapse,
        cvae,
        vae_gan,
        blur,
        generative_basics,
        densities,
    )
)


def find(name):
    """The part of this name. Raises LabError that lists the known ones."""
    for part in PARTS:
        if part.name == name:
            return part
    known = ", ".join(part.name for part in PARTS)
    raise LabError(f"unknown part {name!r}: choose {known}")

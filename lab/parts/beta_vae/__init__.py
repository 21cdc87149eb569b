"""The β-VAE: a heavier KL weight, and what each latent stands for."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import CLAIM, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# the values that a latent takes in a traversal
STEPS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """betas: the weights on KL. seeds: networks trained with each."""

    SMOKE: ClassVar = {
        "betas": (1.0, 16.0),
        "seeds": 1,
        "hidden_layers": (64,),
        "epochs": 1,
        "updates_per_epoch": 50,
    }

    betas: tuple[float, ...] = setting((1.0, 2.0, 4.0, 8.0, 16.0), above=0)
    seeds: int = setting(3, at_least=1)
    z_dim: int = setting(10, at_least=2)
    epochs: int = 50


_RISE = "lecture: beta > 1 disentangles; own target: two standard errors above 0"


EXPECTED = (
    Expected(
        "mig_gain_best_minus_2se",
        0.0,
        None,
        _RISE,
        meaning="MIG: gain with the best beta minus two standard errors",
        kind=CLAIM,
    ),
    Expected(
        "sap_gain_best_minus_2se",
        0.0,
        None,
        _RISE,
        meaning="SAP: gain with the best beta minus two standard errors",
        kind=CLAIM,
    ),
    Expected(
        "dci_gain_best_minus_2se",
        0.0,
        None,
        _RISE,
        meaning="DCI disentanglement: gain with the best beta minus two standard errors",
        kind=CLAIM,
    ),
    Expected(
        "recon_nats_gain_minus_2se",
        0.0,
        None,
        "lecture: a trade-off with reconstruction",
        meaning="increase of the reconstruction loss with beta minus two standard errors, nats",
        kind=CLAIM,
    ),
)


PART = Part(
    name="beta-vae",
    question="Does a heavier KL weight give each factor its own latent?",
    source="lecture",
    minutes=12,
    needs_factors=True,
    dataset="sprites",
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)

"""The β-VAE: a heavier KL weight, and what each latent stands for."""

import dataclasses
from typing import ClassVar

from lab.experiment.expected import AIM, CLAIM, Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part
from lab.experiment.vae_networks import VAEParameters

# the values that a latent takes in a traversal
STEPS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


@dataclasses.dataclass(frozen=True)
class Parameters(VAEParameters):
    """betas: the weights on KL. seeds: networks trained with each; one has no error."""

    SMOKE: ClassVar = {
        "betas": (1.0, 16.0),
        "seeds": 2,
        "hidden_layers": (64,),
        "epochs": 1,
        "updates_per_epoch": 50,
    }

    betas: tuple[float, ...] = setting((1.0, 2.0, 4.0, 8.0, 16.0), above=0)
    seeds: int = setting(3, at_least=1)
    z_dim: int = setting(10, at_least=2)
    epochs: int = 50


# set before the first run; the gain with the best beta, which is measured too, became a criterion
# after it, and is expected of no run
_RISE = "lecture: beta > 1 disentangles; own criterion: the mean over all larger beta"


EXPECTED = (
    Expected(
        "mig_gain_ci_low",
        0.0,
        None,
        _RISE,
        meaning="MIG: mean gain over all larger beta, lower end of the 95% interval",
        kind=AIM,
    ),
    Expected(
        "sap_gain_ci_low",
        0.0,
        None,
        _RISE,
        meaning="SAP: mean gain over all larger beta, lower end of the 95% interval",
        kind=AIM,
    ),
    Expected(
        "dci_gain_ci_low",
        0.0,
        None,
        _RISE,
        meaning="DCI disentanglement: mean gain over all larger beta, lower end of the "
        "95% interval",
        kind=AIM,
    ),
    Expected(
        "recon_nats_gain_ci_low",
        0.0,
        None,
        "lecture: a trade-off with reconstruction",
        meaning="increase of the reconstruction loss with beta, nats, lower end of the "
        "95% interval",
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

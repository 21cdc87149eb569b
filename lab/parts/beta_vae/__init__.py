"""The beta-VAE: more weight on KL, and each latent stands for one thing."""

import dataclasses

from lab.experiment.expected import Expected
from lab.experiment.parameters import setting
from lab.experiment.part import Part


@dataclasses.dataclass(frozen=True)
class Parameters:
    """betas: the weights on KL. seeds: networks trained with each."""

    betas: tuple[float, ...] = setting((1.0, 2.0, 4.0, 8.0, 16.0), above=0)
    seeds: int = setting(3, at_least=1)
    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(10, at_least=2)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(50, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, betas=(1.0, 16.0), seeds=1, hidden_layers=(64,), epochs=1, updates_per_epoch=50
        )


_RISE = "lecture: beta > 1 disentangles; the best beta, above 0 by two standard errors"


EXPECTED = (
    Expected("mig_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("sap_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("dci_best_gain_less_2_se", 0.0, None, _RISE),
    Expected("recon_nats_gain_less_2_se", 0.0, None, "lecture: a compromise with reconstruction"),
)


PART = Part(
    name="beta-vae",
    question="Does more weight on KL give each factor of the images a latent for itself?",
    source="lecture",
    minutes=12,
    needs_factors=True,
    dataset="sprites",
    package=__name__,
    parameters=Parameters,
    expectations=EXPECTED,
)

"""The notes' autoencoder, and the variational one of the same network beside it.

Question: what does an autoencoder keep in a code of h numbers, and can one draw new images from it?
Source: notes, "Auto Encoder" and the pictures that end "Variational Auto Encoder"; lecture,
    "structure of the latent space"; slides, "Autoencoder", "Latent spaces".
Command: python run_lab.py --part autoencoder
How codes are drawn: "normal" from N(0, I), the VAE's prior; "fitted" from the Gaussian with the
    mean and covariance of the network's training codes; "square" uniformly from [-1.5, 1.5]^2.
    The judge is sure at a probability of 0.9. Images are cut off to [0, 1], PCA's too.
Time: about four minutes on two cores, for ten networks and the judge.
What one should see: the network's error is half to two thirds of PCA's up to 32 numbers; the
    VAE's falls no further beyond 16. With codes of two numbers, against the notes, both networks'
    samples are judged digits about equally often: the square of the notes lies beside most of the
    autoencoder's codes and misses classes, and a step changes its images less evenly. The holes
    come with the room: from 8 numbers on, a Gaussian fitted to the autoencoder's codes decodes to
    ever fewer digits and a standard normal to hardly any, while half of the VAE's samples stay
    digits. Sevens and ones lie far apart in the codes, but so they do as images, by their means.
"""

import dataclasses

import numpy as np

from lab.parts import autoencoder_figures, autoencoder_numbers
from lab.parts.autoencoder_numbers import MAPPED, PLANE, WIDE
from lab.parts.experiment import Expected, Outcome, gathered, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored
from lab.reporting import networks

KINDS = ("ae", "vae")


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers; the rest is the lab's, the notes give no more."""

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    # beside 2, which can be drawn, and 16, which has room for holes
    code_sizes: tuple[int, ...] = setting((8, 32, 64), at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    beta: float = setting(1.0, at_least=0)
    epochs: int = setting(12, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, code_sizes=(PLANE,), epochs=1, updates_per_epoch=25)


_NOTES = "notes: half of the AE's images are no digits, all of the VAE's are"
EXPECTED = (
    Expected("sure_gap_2", 0.2, None, f"{_NOTES}; far: 20 points", "mnist"),
    Expected("sure_gap_16", 0.2, None, f"the same for codes of 16 numbers; {_NOTES}", "mnist"),
    Expected("ae_2_rank_of_1_and_7", None, 15, "notes: far apart, a third of 45 pairs", "mnist"),
    Expected("ae_2_share_of_pca_mse", None, 0.9, "own aim: bends pay, 10 % below PCA", "mnist"),
    Expected("ae_16_share_of_pca_mse", None, 0.9, "own aim: bends pay, 10 % below PCA", "mnist"),
)


def run(context):
    """Trains both kinds of network at every size of code and measures them."""
    from lab.evaluation.codes import mean_codes

    unlabelled = context.unlabelled()
    sizes = sorted({PLANE, WIDE, *context.parameters.code_sizes})
    models, histories = {}, {}
    for name, kind, size in ((f"{kind}_{size}", kind, size) for size in sizes for kind in KINDS):
        models[name] = _network(context, kind, size)
        histories[name] = unlabelled.train(models[name], name)
    judge, judge_accuracy = context.judge()
    data, some = context.dataset, context.dataset.test.spread(MAPPED)
    codes = {name: mean_codes(model, some.images) for name, model in models.items()}
    measured = [
        ({"judge_accuracy": judge_accuracy}, {"sizes": np.array(sizes)}),
        autoencoder_numbers.of_real_images(data, judge),
        autoencoder_numbers.of_pca(data, sizes),
        *(autoencoder_numbers.of_codes(name, codes[name], data) for name in models),
        *(autoencoder_numbers.of_images(name, models[name], data, judge) for name in models),
        autoencoder_numbers.of_the_plane({kind: models[f"{kind}_{PLANE}"] for kind in KINDS}, data),
    ]
    metrics, arrays = gathered(measured)
    metrics |= autoencoder_numbers.comparisons(metrics, sizes)
    of_the_plane = {kind: histories[f"{kind}_{PLANE}"] for kind in KINDS}
    return Outcome(metrics, merged(of_the_plane), arrays, networks=_shown(models, judge))


def _shown(models, judge):
    """The networks of two numbers, and the judge, that the explorer runs."""
    kinds = {
        "ae": networks.autoencoder(models[f"ae_{PLANE}"]),
        "vae": networks.vae(models[f"vae_{PLANE}"]),
    }
    return networks.judge(judge) | {
        f"{kind} {way}": layers for kind, ways in kinds.items() for way, layers in ways.items()
    }


def _network(context, kind, size):
    from lab.models import Autoencoder, PlainVAE

    p = context.parameters
    if kind == "vae":
        return PlainVAE(z_dim=size, beta=p.beta, **mirrored(context))
    return Autoencoder(
        hidden_layers=p.hidden_layers,
        code_dim=size,
        activation=p.activation,
        input_dim=context.dataset.train.pixels.shape[1],
        seed=context.seed,
    )


def draw(record):
    """The figures of a finished run, by name."""
    return autoencoder_figures.all_figures(record)

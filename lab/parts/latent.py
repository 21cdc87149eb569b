"""What the two halves of the VAE's loss do to its codes, and what one can do with codes.

Question: what do reconstruction and KL each make of the latent space, and do directions mean
    something?
Source: slides, "Latent spaces", figures 5 and 6 (interpolation, arithmetic with attributes);
    lecture, "structure of the latent space"; notes, "Variational Auto Encoder".
Command: python run_lab.py --part latent
Time: about two minutes on two cores, for four networks and the judge.
What one should see: without KL, sigma falls epoch by epoch while the codes spread beyond any prior,
    and a standard normal meets few of the classes; KL alone makes the prior of every image and
    decodes to grey; both give classes side by side. Halfway between two digits a decoded code is a
    digit more often than a blend of images is, on the arc more often than on the straight line,
    which passes nearer to the middle. Attribute vectors do what is asked, at about 60 %; a thicker
    digit also leans more.
How an attribute vector is made: mean code of the quarter of a class with the highest measure less
    that of the lowest quarter, mean over the classes. Slant comes from the second moments of the
    ink, thickness from ink by outline; see lab/evaluation/attributes.py.
"""

import dataclasses

from lab.parts import latent_figures, latent_numbers
from lab.parts.experiment import Expected, Outcome, gathered, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored

# the weight of each half of the loss; None: nats per image
LOSSES = {
    "reconstruction": {"reconstruction_weight": None, "beta": 0.0},
    "kl": {"reconstruction_weight": 0.0, "beta": 1.0},
    "both": {"reconstruction_weight": None, "beta": 1.0},
}
PLANE = 2


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers; codes of two numbers for the maps, of z_dim for paths and attributes."""

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(16, at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(15, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, epochs=2, updates_per_epoch=25)


EXPECTED = (
    Expected("sigma_reconstruction", None, 0.01, "notes: without KL the variance goes to zero"),
    Expected("sigma_kl", 0.95, 1.05, "KL alone: the prior's 1"),
    Expected("sigma_both", 0.02, 0.5, "own aim: between the two, above the first"),
    Expected("slant_correlation", 0.8, None, "own aim: 'more slanted' does it", "mnist"),
    Expected("thickness_correlation", 0.8, None, "own aim: 'thicker' does it", "mnist"),
    Expected(
        "sure_halfway_gain", 0.1, None, "own aim: paths of codes beat blended images", "mnist"
    ),
)


def run(context):
    """Trains a VAE on each half of its loss, on both, and one with longer codes; measures them."""
    models, histories = {}, {}
    for name, weights in LOSSES.items():
        models[name], histories[name] = _train(context, name, PLANE, weights)
    wide, histories["wide"] = _train(context, "wide", context.parameters.z_dim, LOSSES["both"])
    judge, judge_accuracy = context.judge()
    measured = [
        ({"judge_accuracy": judge_accuracy}, {}),
        *(
            latent_numbers.of_a_plane(name, model, context.dataset, judge)
            for name, model in models.items()
        ),
        latent_numbers.of_paths(wide, context.dataset, judge),
        latent_numbers.of_attributes(wide, context.dataset, judge),
        latent_numbers.of_the_dataset(context.dataset, judge),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, merged(histories), arrays)


def _train(context, name, z_dim, weights):
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=z_dim, **mirrored(context), **weights)

    def widths(model):
        return {"val_log_sigma": latent_numbers.log_sigma(model, context.dataset.test.images)}

    return model, context.unlabelled().train(model, name, widths)


def draw(record):
    """The figures of a finished run, by name."""
    return latent_figures.all_figures(record)

"""Why the images of a VAE are blurred, and what lies in the holes between its codes.

Question: where do a VAE's blur and its holes come from?
Source: lecture, "blurred images of the classical VAE" (its two causes) and "holes".
Command: python run_lab.py --part blur
Time: about two minutes on two cores, for five networks and the judge.
What one should see: with codes of two numbers, hundreds of training images share a code even under
    the plain ELBO, and what is decoded is close to their weighted mean: no decoder that is judged
    by its pixels could do better. The more weight on KL, the wider the codes, the more images share
    one, the less sharp is what is decoded. With longer codes, which hardly overlap, the pixels'
    error still prefers blur: a blurred reconstruction is nearer to its image than the same image
    moved by one pixel. A fifth of the draws from the prior then fall where hardly a code lies;
    the emptier it is there, the less often the judge sees a digit. But he sees fewer in the fullest
    places too than in decoded codes of test images: most of the prior is sparsely inhabited.
How it is measured: sharpness is the variance of an image's Laplacian, mean over the images. An
    image's code is drawn from q(z|x). The best image for a code is the mean of all training images
    weighted with their q(z|x), which no decoder can beat; how many share the code is exp of the
    entropy of these weights. A hole is where the codes of all training images together are less
    dense than at 99 in 100 codes of test images.
"""

import dataclasses

import numpy as np

from lab.errors import LabError
from lab.parts import blur_figures, blur_numbers
from lab.parts.experiment import Expected, Outcome, gathered, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored

PLANE = 2


@dataclasses.dataclass(frozen=True)
class Parameters:
    """betas: weights on KL, the larger the wider the codes; z_dim: of the VAE with the holes."""

    betas: tuple[float, ...] = setting((0.1, 1.0, 4.0, 16.0), above=0)
    z_dim: int = setting(16, at_least=1)
    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    epochs: int = setting(10, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(self, betas=(0.1, 16.0), epochs=2, updates_per_epoch=50)


EXPECTED = (
    Expected("least_rise_of_sharing", 1.0, None, "wider codes are shared by more images"),
    Expected("least_fall_of_sharpness", 0.0, None, "lecture, cause 1: overlap blurs", "mnist"),
    Expected("decoded_is_mean", 0.8, None, "lecture, cause 1: the optimum is the mean", "mnist"),
    Expected("mean_beats_sharp", 1.0, None, "lecture, cause 2: pixels prefer the mean"),
    Expected("blurred_preferred", 0.9, None, "lecture, cause 2: blurred beats moved by a pixel"),
    Expected("hole_share", 0.03, None, "lecture, holes: more than the 1 % by definition", "mnist"),
    Expected("hole_sure_loss", 0.1, None, "lecture, holes: what is decoded is arbitrary", "mnist"),
)


def run(context):
    """Trains a VAE in the plane at each beta and one with longer codes; measures all three."""
    p = context.parameters
    betas = sorted(set(p.betas))
    if len(betas) < 2:
        raise LabError(f"betas={betas[0]:g} is invalid: give at least two, to compare them")
    histories, measured = {}, []
    for beta in betas:
        model, histories[f"beta{beta:g}"] = _train(context, f"beta{beta:g}", PLANE, beta)
        measured.append(blur_numbers.of_overlap(f"beta{beta:g}", model, context.dataset))
    wide, histories["wide"] = _train(context, "wide", p.z_dim, 1.0)
    judge, judge_accuracy = context.judge()
    measured += [
        ({"judge_accuracy": judge_accuracy}, {"betas": np.array(betas)}),
        blur_numbers.of_shifts(wide, context.dataset),
        blur_numbers.of_holes(wide, context.dataset, judge),
    ]
    metrics, arrays = gathered(measured)
    metrics |= blur_numbers.over_betas(betas, metrics)
    return Outcome(metrics, merged(histories), arrays)


def _train(context, name, z_dim, beta):
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=z_dim, beta=beta, **mirrored(context))
    return model, context.unlabelled().train(model, name)


def draw(record):
    """The figures of a finished run, by name."""
    return blur_figures.all_figures(record)

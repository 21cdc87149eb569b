"""The lecture's five kinds of autoencoders, each beside what it is to improve on.

Question: what do a narrow code, a wide code, noise, sparsity and contraction do to an autoencoder?
Source: lecture, "Autoencoders" (the kinds and their losses); notes, "Denoising AE". The contractive
    term is the squared Frobenius norm; the lecture's formula lacks the square.
Command: python run_lab.py --part autoencoder-kinds
Time: about three and a half minutes on two cores, for nine trainings.
What one should see: 32 linear units keep the digits and lose everything else. 1000 units rebuild
    test digits over thirty times as well, but also 70 % of the variance of noise that they never
    saw, and so leave much of any noise where it is. Trained on noisy images, a network takes away
    more than a median filter does; of another noise than its own it takes away less, or adds to it.
    The KL brings the mean activation from a half to rho, and some units to strokes and loops; the
    price is five times the error. The contractive penalty takes away directions that the data do
    not use: the norm of the whole map halves, on the digits and off them, for 18 % more error. How
    far it can fall depends on how much the untrained map let through: both networks start wide,
    which costs the one without penalty a third more error than a narrower start.
"""

import dataclasses

from lab.parts.autoencoder_kinds_figures import draw_all
from lab.parts.experiment import Expected, Outcome, gathered, merged
from lab.parts.parameters import setting


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The documents give the losses, not the sizes: these are the lab's."""

    narrow_code: int = setting(32, at_least=1)
    wide_code: int = setting(1000, at_least=1)
    denoising_layers: tuple[int, ...] = setting((512,), at_least=1)
    denoising_code: int = setting(128, at_least=1)
    gaussian_strength: float = setting(0.3, at_least=0)
    masking_strength: float = setting(0.5, at_least=0)
    salt_and_pepper_strength: float = setting(0.3, at_least=0)
    # at which each noise is removed, beside the one trained on
    removed_strengths: tuple[float, ...] = setting((0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7), at_least=0)
    sparse_code: int = setting(256, at_least=1)
    rho: float = setting(0.05, above=0)
    sparse_beta: float = setting(5e-3, at_least=0)
    contractive_code: int = setting(512, at_least=1)
    contractive_beta: float = setting(2.2e-4, at_least=0)
    epochs: int = setting(6, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)
    # images on which Jacobians are taken
    jacobian_images: int = setting(200, at_least=1)

    def smoke(self):
        """The variant that runs in seconds."""
        short = {"epochs": 1, "updates_per_epoch": 10, "jacobian_images": 5}
        return dataclasses.replace(self, **short, removed_strengths=(0.3, 0.6))


EXPECTED = (
    Expected("gaussian_gain_db", 5, None, "own aim: at least 5 dB better than noisy", "mnist"),
    Expected("gaussian_over_median_db", 2, None, "own aim: 2 dB better than the median", "mnist"),
    Expected("sparse_activation_over_rho", 0.8, 1.2, "own aim: rho, within 20 %", "mnist"),
    Expected(
        "contractive_map_norm_data_ratio", None, 0.5, "own aim: half the norm or less", "mnist"
    ),
    Expected("contractive_error_ratio", None, 1.2, "own aim: less than 20 % more error", "mnist"),
)


def run(context):
    """Trains all networks and measures what each is for."""
    import lab.parts.autoencoder_kinds_measures as measures

    p, data = context.parameters, context.dataset
    plain = context.unlabelled()
    models, histories = {}, {}
    for name, model in _networks(p, data.train.pixels.shape[1], context.seed).items():
        models[name], histories[name] = model, _trained(plain, model, name)
    images = data.test.spread(2_000).images
    trained_at = {kind: getattr(p, f"{kind}_strength") for kind in measures.CORRUPTIONS}
    found = (
        measures.copying(models, images, measures.foreign_images(data, context.seed, len(images))),
        measures.denoising(
            models, images, data.shape, trained_at, p.removed_strengths, context.seed
        ),
        measures.sparsity(models, images, p.rho),
        measures.contraction(models, images, context.seed, p.jacobian_images),
    )
    metrics = {"training_seconds": sum(r["seconds"] for h in histories.values() for r in h)}
    numbers, arrays = gathered(found)
    return Outcome(metrics | numbers, _with_errors(histories), arrays)


def _networks(p, pixels, seed):
    """Every network of the part, by name; each penalty beside the same network without it."""
    from lab.models import (
        Autoencoder,
        ContractiveAutoencoder,
        DenoisingAutoencoder,
        SparseAutoencoder,
    )
    from lab.models.noise import CORRUPTIONS

    common = {"input_dim": pixels, "seed": seed}
    networks = {
        "undercomplete": Autoencoder((), p.narrow_code, **common),
        "overcomplete": Autoencoder((), p.wide_code, code_activation="relu", **common),
    }
    for kind in CORRUPTIONS:
        networks[kind] = DenoisingAutoencoder(
            p.denoising_layers,
            p.denoising_code,
            corruption=kind,
            strength=getattr(p, f"{kind}_strength"),
            **common,
        )
    for name, beta in (("dense", 0.0), ("sparse", p.sparse_beta)):
        networks[name] = SparseAutoencoder((), p.sparse_code, rho=p.rho, beta=beta, **common)
    for name, beta in (("uncontracted", 0.0), ("contractive", p.contractive_beta)):
        networks[name] = ContractiveAutoencoder(p.contractive_code, beta=beta, **common)
    return networks


def _trained(context, model, name):
    """Trains with Adam, the rate falling to 0 along a cosine; returns the history."""
    import keras

    p, schedule = context.parameters, context.schedule(context.parameters.epochs)
    rate = keras.optimizers.schedules.CosineDecay(p.learning_rate, schedule.updates)
    model.compile(optimizer=keras.optimizers.Adam(rate))
    return context.fit(model, name, schedule)


def _with_errors(histories):
    """The merged rows; `recon` is the squared error everywhere, also where it is the whole loss."""
    return merged(
        {
            name: [
                {f"{split}_recon": row[f"{split}_loss"] for split in ("train", "val")} | row
                for row in rows
            ]
            for name, rows in histories.items()
        }
    )


def draw(record):
    """The figures of a finished run, by name."""
    return draw_all(record)

"""The conditional VAE: encoder and decoder are told the class.

Question: what does a VAE learn that is told the class, beside one that guesses it and beside one
    VAE for each class?
Source: lecture, "Conditional VAE" (bound, concatenation, shared weights); slides, "Conditional
    VAE". The lecture adds the KL term to its bound; it is subtracted here, as on the slides. For
    the class that is guessed: lab sheet. None of them gives numbers for a CVAE.
Command: python run_lab.py --part cvae
Time: about two minutes on two cores, for a CVAE, a VAE that guesses and ten small trainings.
What one should see: the CVAE draws what was asked for (98 %), and an image encoded as one digit and
    decoded as another keeps its slant and its thickness. Ten VAEs, with ten times the weights, come
    to about the same bound, but a code of one means nothing to the others: no style is kept. The
    VAE that guesses reconstructs best and draws the cleanest digits, for the wrong reason: its
    decoder reads the image out of the soft class probabilities, which pay no KL. The bound, for
    which each class is decoded by itself, is far below, and the classifier right on 94 % only.
What is held equal: hidden layers, latents, optimizer, batch size and the number of updates; each of
    the VAEs for one class gets its share of the updates, so every image is seen equally often. The
    VAE that guesses has the lab sheet's classifier and the weights of the plain ELBO. A bound of
    log p(x|y) less log C is one of log p(x): that is compared. Grey pixels make all of them scores.
"""

import dataclasses

from lab.errors import LabError
from lab.parts import cvae_figures, cvae_numbers
from lab.parts.experiment import Expected, Outcome, mean_rows, merged
from lab.parts.parameters import setting
from lab.parts.vae_networks import mirrored
from lab.reporting import networks


@dataclasses.dataclass(frozen=True)
class Parameters:
    """The notes' layers for all three; the lab sheet's classifier for the one that guesses.

    classes: how many of the data set's classes, the first ones; 0: all.
    """

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    z_dim: int = setting(4, at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))
    digit_classification_layers: tuple[int, ...] = setting((128,), at_least=1)
    digit_classification_weight: float = setting(10.0, at_least=0)
    classes: int = setting(0, at_least=0)
    epochs: int = setting(15, at_least=1)
    batch_size: int = setting(100, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, hidden_layers=(64,), classes=3, epochs=2, updates_per_epoch=60
        )


EXPECTED = (
    Expected("judged_right_cvae", 0.97, None, "own aim: the class asked for is drawn", "mnist"),
    Expected("transferred_right_cvae", 0.97, None, "own aim: in every class asked for", "mnist"),
    Expected("style_kept_cvae", 0.5, None, "slides: z is the style, y the class", "mnist"),
    Expected("style_kept_separate", -0.2, 0.2, "lecture: VAEs of their own share nothing", "mnist"),
    Expected("nats_over_guessed", 0.0, None, "own aim: being told is no worse than guessing"),
    Expected("variance_share_cvae", 0.3, 1.2, "own aim: not ten mean images (0)"),
)


def run(context):
    """Trains the CVAE, the VAE that guesses the class and one VAE for each class."""
    everything = context
    data = context.dataset
    if context.parameters.classes:
        data = data.first_classes(context.parameters.classes)
        context = dataclasses.replace(context, dataset=data)
    if data.num_classes < 2:
        raise LabError(f"{data.num_classes} class is too few: give at least two, to compare them")
    for label in range(data.num_classes):
        # of what can't be trained for one class say so before training the others
        context.schedule(1).check_fits(data.only_class(label))
    judge, judge_accuracy = everything.judge()
    metrics, arrays = cvae_numbers.of_the_dataset(data)
    metrics["judge_accuracy"] = judge_accuracy
    models, histories = {}, {}
    for name, train in TRAININGS.items():
        models[name], histories[name] = train(context, name)
        metrics[f"trained_nats_{name}"] = _as_trained(context, histories[name][-1])
        numbers, pictures = cvae_numbers.of_a_model(models[name], data, judge, context.seed)
        metrics |= {f"{key}_{name}": value for key, value in numbers.items()}
        arrays |= {f"{key}_{name}": value for key, value in pictures.items()}
    metrics["nats_over_guessed"] = metrics["elbo_nats_cvae"] - metrics["elbo_nats_guessed"]
    # the explorer draws with the CVAE, and never encodes
    shown = {"decoder": networks.vae(models["cvae"].model)["decoder"]}
    return Outcome(metrics, merged(histories), arrays, networks=shown)


def _as_trained(context, row):
    """Reconstruction less KL by a row of the history, nats: a bound only where nothing leaks."""
    pixels = context.dataset.test.pixels.shape[1]
    return -pixels * row["val_recon"] - context.parameters.z_dim * row["val_kl"]


def _train_cvae(context, name):
    from lab.models import CVAE

    z_dim, data = context.parameters.z_dim, context.dataset
    model = CVAE(num_classes=data.num_classes, z_dim=z_dim, **mirrored(context))
    return cvae_numbers.Told(model), context.train(model, name)


def _train_guessed(context, name):
    from lab.models import VAE

    p = context.parameters
    model = VAE(
        digit_classification_layers=p.digit_classification_layers,
        digit_classification_weight=p.digit_classification_weight,
        reconstruction_weight=None,
        num_classes=context.dataset.num_classes,
        z_dim=p.z_dim,
        **mirrored(context),
    )
    return cvae_numbers.Guessed(model), context.train(model, name)


def _train_separate(context, name):
    """A PlainVAE for each class, and the means of their histories over the classes."""
    from lab.models import PlainVAE

    p, data = context.parameters, context.dataset
    models, histories = [], []
    for label in range(data.num_classes):
        of_class = dataclasses.replace(
            context.of_network(label), dataset=data.only_class(label).without_labels()
        )
        schedule = context.schedule(p.epochs)
        updates = -(-schedule.updates_per_epoch // data.num_classes)
        schedule = dataclasses.replace(schedule, updates_per_epoch=updates)
        models.append(PlainVAE(z_dim=p.z_dim, **mirrored(of_class)))
        histories.append(of_class.train(models[-1], f"{name}_{label}", schedule=schedule))
    return cvae_numbers.Separate(models), mean_rows(histories)


TRAININGS = {"cvae": _train_cvae, "guessed": _train_guessed, "separate": _train_separate}


def draw(record):
    """The figures of a finished run, by name."""
    return cvae_figures.all_figures(record)

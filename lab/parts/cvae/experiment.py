"""What the part cvae trains and measures."""

import dataclasses

from lab.errors import LabError
from lab.experiment.histories import mean_rows, merged
from lab.experiment.outcome import Outcome, suffixed
from lab.experiment.vae_networks import vae_arguments
from lab.models import CVAE, VAE, PlainVAE
from lab.parts.cvae import measures
from lab.storage import networks


def run(context):
    """Trains the CVAE, the VAE that guesses the class and one VAE for each class; measures them."""
    everything, context = context, _with_chosen_classes(context)
    data = context.dataset
    judge, judge_accuracy = everything.judge()
    metrics, arrays = measures.of_the_dataset(data)
    metrics["judge_accuracy"] = judge_accuracy
    models, histories = {}, {}
    for name, train in TRAININGS.items():
        models[name], histories[name] = train(context, name)
        metrics[f"val_objective_nats_{name}"] = _objective(context, histories[name][-1])
        numbers, images = measures.of_a_model(models[name], data, judge, context.seed)
        metrics |= suffixed(numbers, name)
        arrays |= suffixed(images, name)
    gain = metrics["test_elbo_nats_cvae"] - metrics["test_elbo_nats_guessed"]
    metrics["elbo_gain_nats_cvae_over_guessed"] = gain
    # the explorer samples from the CVAE, and never encodes
    explored = {"decoder": networks.vae(models["cvae"].model)["decoder"]}
    return Outcome(metrics, merged(histories), arrays, networks=explored)


def _with_chosen_classes(context):
    """The context with the classes that the parameters choose.

    Raises LabError where there are too few, or too few images of one, before anything is trained.
    """
    data = context.dataset
    if context.parameters.classes:
        data = data.first_classes(context.parameters.classes)
        context = dataclasses.replace(context, dataset=data)
    if data.num_classes < 2:
        raise LabError(f"{data.num_classes} class is too few: give at least two to compare")
    for label in range(data.num_classes):
        context.schedule(1).check_fits(data.only_class(label))
    return context


def _objective(context, row):
    """Reconstruction minus KL as trained, nats: a bound only where the decoder sees z alone."""
    pixels = context.dataset.test.pixels.shape[1]
    return -pixels * row["val_recon"] - context.parameters.z_dim * row["val_kl"]


def _train_cvae(context, name):
    z_dim, data = context.parameters.z_dim, context.dataset
    model = CVAE(num_classes=data.num_classes, z_dim=z_dim, **vae_arguments(context))
    return measures.Told(model), context.train(model, name)


def _train_guessed(context, name):
    p = context.parameters
    model = VAE(
        digit_classification_layers=p.digit_classification_layers,
        digit_classification_weight=p.digit_classification_weight,
        reconstruction_weight=None,
        num_classes=context.dataset.num_classes,
        z_dim=p.z_dim,
        **vae_arguments(context),
    )
    return measures.Guessed(model), context.train(model, name)


def _train_separate(context, name):
    """A PlainVAE for each class, and the means of their histories over the classes."""
    p, data = context.parameters, context.dataset
    models, histories = [], []
    for label in range(data.num_classes):
        of_class = dataclasses.replace(
            context.of_network(label), dataset=data.only_class(label).without_labels()
        )
        schedule = context.schedule(p.epochs)
        updates = -(-schedule.updates_per_epoch // data.num_classes)
        schedule = dataclasses.replace(schedule, updates_per_epoch=updates)
        models.append(PlainVAE(z_dim=p.z_dim, **vae_arguments(of_class)))
        histories.append(of_class.train(models[-1], f"{name}_{label}", schedule=schedule))
    return measures.Separate(models), mean_rows(histories)


TRAININGS = {"cvae": _train_cvae, "guessed": _train_guessed, "separate": _train_separate}

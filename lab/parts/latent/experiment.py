"""What the part latent trains and measures."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.parts.latent import measures

# the weight of each half of the loss; None: nats per image
LOSSES = {
    "reconstruction": {"reconstruction_weight": None, "beta": 0.0},
    "kl": {"reconstruction_weight": 0.0, "beta": 1.0},
    "both": {"reconstruction_weight": None, "beta": 1.0},
}


PLANE = 2


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
            measures.of_a_plane(name, model, context.dataset, judge)
            for name, model in models.items()
        ),
        measures.of_paths(wide, context.dataset, judge),
        measures.of_attributes(wide, context.dataset, judge),
        measures.of_the_dataset(context.dataset, judge),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, merged(histories), arrays)


def _train(context, name, z_dim, weights):
    from lab.models import PlainVAE

    model = PlainVAE(z_dim=z_dim, **vae_arguments(context), **weights)

    def widths(model):
        return {"val_log_sigma": measures.log_sigma(model, context.dataset.test.images)}

    return model, context.unlabelled().train(model, name, widths)

"""Trains a VAE on each half of its loss, on both, and one with longer codes; measures them."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.models import PlainVAE
from lab.parts.latent import measures

PLANE = 2
# the weights of the loss; no reconstruction weight: nats per image, as in the ELBO
LOSSES = {
    "reconstruction": {"reconstruction_weight": None, "beta": 0.0},
    "kl": {"reconstruction_weight": 0.0, "beta": 1.0},
    "both": {"reconstruction_weight": None, "beta": 1.0},
}


def run(context):
    """Codes in the plane show what each half of the loss does; longer ones what codes allow."""
    data = context.dataset
    planes = {name: _network(context, PLANE, weights) for name, weights in LOSSES.items()}
    many_latents = _network(context, context.parameters.z_dim, LOSSES["both"])

    def measure(model):
        return {"val_log_sigma": measures.log_sigma(model, data.test.images)}

    networks = planes | {"wide": many_latents}
    histories = context.unlabelled().train_together(networks, measure)
    judge, judge_accuracy = context.judge()
    metrics, arrays = gathered(
        [
            ({"judge_accuracy": judge_accuracy}, {}),
            *(measures.of_a_plane(name, model, data, judge) for name, model in planes.items()),
            measures.of_paths(many_latents, data, judge),
            measures.of_attributes(many_latents, data, judge),
            measures.of_the_dataset(data, judge),
        ]
    )
    return Outcome(metrics, merged(histories), arrays)


def _network(context, z_dim, weights):
    return PlainVAE(z_dim=z_dim, **vae_arguments(context), **weights)

"""Trains the lab sheet's VAE and the same network on the plain ELBO, and measures both."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, prefixed, suffixed
from lab.models import VAE
from lab.parts.vae import measures


def run(context):
    """The two networks differ only in how their losses weight reconstruction and KL."""
    p, test = context.parameters, context.dataset.test
    sheet = _network(context, p.reconstruction_weight, p.beta)
    plain = _network(context, reconstruction_weight=None, beta=1.0)
    histories = context.train_together({"sheet": sheet, "plain": plain})
    judge, judge_accuracy = context.judge()

    metrics, arrays = measures.of_the_dataset(context.dataset)
    sheet_metrics, sheet_arrays = measures.of_a_network(sheet, judge, test)
    plain_metrics, plain_arrays = measures.of_a_network(plain, judge, test)
    sheet_metrics |= measures.of_a_training(histories["sheet"])
    plain_metrics |= measures.of_a_training(histories["plain"])

    metrics |= {"judge_accuracy": judge_accuracy}
    metrics |= sheet_metrics | suffixed(plain_metrics, "plain")
    arrays |= prefixed(sheet_arrays, "sheet") | prefixed(plain_arrays, "plain")
    return Outcome(metrics, merged({"": histories["sheet"], "plain": histories["plain"]}), arrays)


def _network(context, reconstruction_weight, beta):
    """The sheet's network. No reconstruction weight: nats per image, as in the ELBO."""
    p, data = context.parameters, context.dataset
    return VAE(
        encoder_layers=p.encoder_layers,
        decoder_layers=p.decoder_layers,
        digit_classification_layers=p.digit_classification_layers,
        activation=p.activation,
        z_dim=p.z_dim,
        likelihood=p.likelihood,
        decoder_std=p.decoder_std,
        reconstruction_weight=reconstruction_weight,
        beta=beta,
        digit_classification_weight=p.digit_classification_weight,
        input_dim=data.train.pixels.shape[1],
        num_classes=data.num_classes,
        seed=context.seed,
    )

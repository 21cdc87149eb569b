"""What the part elbo trains and measures."""

from lab.experiment.histories import columns, merged
from lab.experiment.outcome import Outcome, gathered, prefixed, suffixed
from lab.experiment.vae_networks import vae_arguments
from lab.models import LinearVAE, PlainVAE
from lab.parts.elbo import LEARNED, LEARNED_FROM_BEST, measures

GAUSSIAN = {"likelihood": "gaussian"}


def run(context):
    """Trains a VAE and a linear-Gaussian one while following the noise of their ELBO, then VAEs
    with other K and other likelihoods; measures all of them.
    """
    context = context.unlabelled()
    p, data = context.parameters, context.dataset
    networks = _networks(context)
    first, linear = f"samples{p.samples[0]}", "linear"
    others = {name: model for name, model in networks.items() if name not in (first, linear)}
    histories = context.train_together(others)
    histories[first], noise, log_ratios, kl = _followed(context, networks[first], first)
    histories[linear], *of_linear = _followed(context, networks[linear], linear)
    best = measures.best_std(histories, p.decoder_stds)
    networks[LEARNED_FROM_BEST] = _vae(
        context, decoder_std=best, learn_decoder_std=True, **GAUSSIAN
    )
    histories[LEARNED_FROM_BEST] = context.train(networks[LEARNED_FROM_BEST], LEARNED_FROM_BEST)
    metrics, arrays = gathered(
        [
            (_noise_and_kl(noise, log_ratios, kl), prefixed(noise, "vae")),
            ({}, measures.kl_by_count(log_ratios, kl)),
            (suffixed(_noise_and_kl(*of_linear), linear), prefixed(of_linear[0], linear)),
            (suffixed(measures.of_the_linear_one(networks[linear], data), linear), {}),
            measures.of_the_gradient(networks[first], data.train, p),
            measures.of_the_likelihoods(networks, histories, data.test, p),
        ]
    )
    return Outcome(metrics, merged(histories), arrays)


def _followed(context, model, name):
    """(history, noise of the ELBO before training and after each epoch, log ratios and KL of the
    trained model) of one whose noise is measured all along.
    """
    measure = measures.noise_of(model, context.dataset.test)
    before = measure(model)
    history = context.train(model, name, measure)
    return history, columns([before, *history]), *measures.kl_both_ways(model, context.dataset.test)


def _noise_and_kl(noise, log_ratios, kl):
    return measures.of_kl(log_ratios, kl) | measures.of_noise(noise)


def _networks(context):
    """{name: model}, none of them trained."""
    p = context.parameters
    return {
        **{f"samples{k}": _vae(context, samples=k) for k in p.samples},
        **{f"std{std:g}": _vae(context, decoder_std=std, **GAUSSIAN) for std in p.decoder_stds},
        LEARNED: _vae(context, decoder_std=p.decoder_std, learn_decoder_std=True, **GAUSSIAN),
        "linear": LinearVAE(
            z_dim=p.linear_z_dim,
            input_dim=context.dataset.train.pixels.shape[1],
            seed=context.seed,
        ),
    }


def _vae(context, **options):
    return PlainVAE(z_dim=context.parameters.z_dim, **vae_arguments(context), **options)

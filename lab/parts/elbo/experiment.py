"""What the part elbo trains and measures."""

import dataclasses

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
    # by validation images the best fixed sigma is chosen
    data = context.dataset.with_validation()
    context = dataclasses.replace(context, dataset=data).unlabelled()
    p, data = context.parameters, context.dataset
    networks = _networks(context)
    first, linear = networks[f"samples{p.samples[0]}"], networks["linear"]
    others = {name: model for name, model in networks.items() if model not in (first, linear)}
    histories, measured = context.train_together(others), []
    for name, model in networks.items():
        if name in others:
            continue
        measure = measures.noise_of(model, data.test)
        before = measure(model)
        histories[name] = context.train(model, name, measure)
        noise = columns([before, *histories[name]])
        log_ratios, kl = measures.kl_both_ways(model, data.test)
        metrics = measures.of_kl(log_ratios, kl) | measures.of_noise(noise)
        measured.append(
            (suffixed(metrics, "linear"), prefixed(noise, "linear"))
            if model is linear
            else (metrics, prefixed(noise, "vae") | measures.kl_by_count(log_ratios, kl))
        )
    best = measures.best_std(histories, p.decoder_stds)
    networks[LEARNED_FROM_BEST] = _vae(
        context, decoder_std=best, learn_decoder_std=True, **GAUSSIAN
    )
    histories[LEARNED_FROM_BEST] = context.train(networks[LEARNED_FROM_BEST], LEARNED_FROM_BEST)
    measured += [
        (suffixed(measures.of_the_linear_one(linear, data), "linear"), {}),
        measures.of_the_gradient(first, data.train, p),
        measures.of_the_likelihoods(networks, histories, data.test, p),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, merged(histories), arrays)


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

"""What the part elbo trains and measures."""

from lab.experiment.histories import columns, merged
from lab.experiment.outcome import Outcome, gathered, prefixed, suffixed
from lab.experiment.vae_networks import vae_arguments
from lab.models import LinearVAE, PlainVAE
from lab.parts.elbo import measures


def run(context):
    """Trains a VAE and a linear-Gaussian one while following the noise of their ELBO, then VAEs
    with other K and other likelihoods; measures all of them.
    """
    context = context.unlabelled()
    p, data = context.parameters, context.dataset
    networks = _networks(context)
    first, linear = networks[f"samples{p.samples[0]}"], networks["linear"]
    histories, measured = {}, []
    for name, model in networks.items():
        if model not in (first, linear):
            histories[name] = context.train(model, name)
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

    def vae(**options):
        return PlainVAE(z_dim=p.z_dim, **vae_arguments(context), **options)

    gaussian = {"likelihood": "gaussian"}
    return {
        **{f"samples{k}": vae(samples=k) for k in p.samples},
        **{f"std{std:g}": vae(decoder_std=std, **gaussian) for std in p.decoder_stds},
        "learned": vae(decoder_std=p.decoder_std, learn_decoder_std=True, **gaussian),
        "linear": LinearVAE(
            z_dim=p.linear_z_dim,
            input_dim=context.dataset.train.pixels.shape[1],
            seed=context.seed,
        ),
    }

"""What the part elbo trains and measures."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, gathered
from lab.experiment.vae_networks import vae_arguments
from lab.parts.elbo import measures


def run(context):
    """Trains the VAE and a linear one with their noise followed, then those with other K and
    other likelihoods; measures all of them.
    """
    context = context.unlabelled()
    p, data = context.parameters, context.dataset
    gaussian = {"likelihood": "gaussian"}
    networks = {
        **{f"samples{k}": _vae(context, samples=k) for k in p.samples},
        **{f"std{std:g}": _vae(context, decoder_std=std, **gaussian) for std in p.decoder_stds},
        "learned": _vae(context, decoder_std=p.decoder_std, learn_decoder_std=True, **gaussian),
        "linear": _linear(context),
    }
    histories, measured = {}, []
    for name, model in networks.items():
        if name not in (f"samples{p.samples[0]}", "linear"):
            histories[name] = context.train(model, name)
            continue
        measure = measures.noise_of(model, data.test)
        start = measure(model)
        histories[name] = context.train(model, name, measure)
        kind = "linear" if name == "linear" else "vae"
        measured.append(measures.of_the_forms(kind, model, data.test, start, histories[name]))
    measured += [
        measures.of_the_linear_one(networks["linear"], data),
        measures.of_the_gradient(networks[f"samples{p.samples[0]}"], data.train, p),
        measures.of_the_likelihoods(networks, histories, data.test, p),
    ]
    metrics, arrays = gathered(measured)
    return Outcome(metrics, merged(histories), arrays)


def _vae(context, **options):
    from lab.models import PlainVAE

    return PlainVAE(z_dim=context.parameters.z_dim, **vae_arguments(context), **options)


def _linear(context):
    from lab.models import LinearVAE

    return LinearVAE(
        z_dim=context.parameters.linear_z_dim,
        input_dim=context.dataset.train.pixels.shape[1],
        seed=context.seed,
    )

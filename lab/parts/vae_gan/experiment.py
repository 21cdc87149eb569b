"""Trains VAEs and VAE-GANs from the same seeds and measures both."""

from keras.optimizers import Adam

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome, prefixed
from lab.models import VAEGAN, ConvVAE
from lab.parts.vae_gan import measures


def run(context):
    """A VAE and a VAE-GAN with the same encoder and decoder, from each seed."""
    data, seeds = context.dataset, range(context.parameters.seeds)
    judge, judge_accuracy = context.judge()
    histories, arrays, scores = {}, {}, {"vae": [], "vae_gan": []}

    def measure(model):
        return measures.of_an_epoch(model, data, judge)

    for seed in seeds:
        network_context = context.unlabelled().of_network(seed)
        models = {
            f"vae_{seed}": _vae(network_context),
            f"vae_gan_{seed}": _vae_gan(network_context),
        }
        schedule = context.schedule(context.parameters.epochs)
        histories |= network_context.fit_together(models, schedule, measure)
        for kind, (name, model) in zip(scores, models.items(), strict=True):
            metrics, images = measures.of_a_network(model, data, judge)
            scores[kind].append(metrics)
            arrays |= prefixed(images, name)
    of_data, images = measures.of_the_dataset(data, judge)
    metrics = {"judge_accuracy": judge_accuracy} | of_data
    metrics |= measures.over_seeds(scores, of_data, data.num_classes)
    metrics["val_fake_right_max"] = max(
        histories[f"vae_gan_{seed}"][-1]["val_fake_right"] for seed in seeds
    )
    return Outcome(metrics, merged(histories), arrays | images)


def _vae(context):
    model = ConvVAE(**_encoder_and_decoder(context))
    model.compile(Adam(context.parameters.learning_rate))
    return model


def _vae_gan(context):
    p = context.parameters
    model = VAEGAN(
        gamma=p.gamma,
        discriminator_channels=p.discriminator_channels,
        discriminator_units=p.discriminator_units,
        **_encoder_and_decoder(context),
    )
    model.compile(Adam(p.learning_rate, p.beta_1), Adam(p.discriminator_learning_rate, p.beta_1))
    return model


def _encoder_and_decoder(context):
    p = context.parameters
    return {
        "channels": p.channels,
        "encoder_layers": (p.hidden_units,),
        "decoder_layers": (p.hidden_units,),
        "z_dim": p.z_dim,
        "image_shape": context.dataset.shape,
        "seed": context.seed,
    }

"""What the part vae-gan trains and measures."""

from lab.experiment.histories import merged
from lab.experiment.outcome import Outcome
from lab.parts.vae_gan import measures

KINDS = ("vae", "vae_gan")


def run(context):
    """Trains a VAE and a VAE-GAN from each seed and measures all of them."""
    judge, judge_accuracy = context.judge()
    histories, scores = {}, {kind: [] for kind in KINDS}
    arrays = {}
    for number in range(context.parameters.seeds):
        for kind in KINDS:
            model, histories[f"{kind}_{number}"] = _train(context, kind, number, judge)
            found, pictures = measures.of_a_model(model, context.dataset, judge)
            scores[kind].append(found)
            arrays |= {f"{kind}_{number}_{name}": value for name, value in pictures.items()}
    of_data, pictures = measures.of_the_dataset(context.dataset, judge)
    metrics = {"judge_accuracy": judge_accuracy} | of_data
    metrics |= measures.summary(scores, of_data, context.dataset.num_classes)
    metrics["most_fake_right"] = max(
        history[-1]["val_fake_right"]
        for name, history in histories.items()
        if name.startswith("vae_gan")
    )
    return Outcome(metrics, merged(histories), arrays | pictures)


def _train(context, kind, number, judge):
    """One network and its history; both kinds have the same encoder and decoder."""
    context = context.unlabelled().of_network(number)
    model = (_vae if kind == "vae" else _vae_gan)(context)

    def measure(model):
        return measures.of_an_epoch(model, context.dataset, judge)

    schedule = context.schedule(context.parameters.epochs)
    return model, context.fit(model, f"{kind}_{number}", schedule, measure)


def _networks(context):
    p = context.parameters
    return {
        "channels": p.channels,
        "encoder_layers": (p.hidden_units,),
        "decoder_layers": (p.hidden_units,),
        "z_dim": p.z_dim,
        "image_shape": context.dataset.shape,
        "seed": context.seed,
    }


def _vae(context):
    import keras

    from lab.models import ConvVAE

    model = ConvVAE(**_networks(context))
    model.compile(optimizer=keras.optimizers.Adam(context.parameters.learning_rate))
    return model


def _vae_gan(context):
    from keras.optimizers import Adam

    from lab.models import VAEGAN

    p = context.parameters
    model = VAEGAN(
        gamma=p.gamma,
        discriminator_channels=p.discriminator_channels,
        discriminator_units=p.discriminator_units,
        **_networks(context),
    )
    model.compile(Adam(p.learning_rate, p.beta_1), Adam(p.discriminator_learning_rate, p.beta_1))
    return model

"""The VAE-GAN beside the VAE of the same encoder and decoder.

Question: does a VAE get sharper if a discriminator, not the pixels, says what is alike?
Source: lecture, "VAE-GAN" (losses and algorithm; the signs as they must be); Larsen et al.,
    "Autoencoding beyond pixels using a learned similarity metric" (2016).
Command: python run_lab.py --part vae-gan
Time: about eight minutes on two cores, for three networks of each kind and the judge.
What one should see: the VAE's samples have a third of the sharpness of real digits; the VAE-GAN's
    are nearer to it, a quarter too sharp, and so are its reconstructions, a fifth short of it. Its
    samples lie nearer to real digits in the judge's features too. L_GAN settles at a level where
    the discriminator is still fooled now and then, and all ten classes are drawn from the second
    epoch on, if a little less evenly than by the VAE. It is not free: the codes take twice the KL,
    45 nats for 22, which is also why the reconstructions lose nothing in squared error.
How it is measured: sharpness is the variance of an image's Laplacian, mean over the images. The
    Frechet distance is that of the judge's last hidden layer between as many samples as there are
    test images and these. Margins are those of the worst of three seeds, each pair of networks
    trained from weights of its own.
"""

import dataclasses

from lab.parts import vae_gan_figures, vae_gan_numbers
from lab.parts.experiment import Expected, Outcome, merged
from lab.parts.parameters import setting

KINDS = ("vae", "vae_gan")


@dataclasses.dataclass(frozen=True)
class Parameters:
    """gamma: the weight on L_llike for the decoder. seeds: pairs of networks trained.

    The lecture gives none of these.
    """

    gamma: float = setting(0.25, at_least=0)
    seeds: int = setting(3, at_least=1)
    z_dim: int = setting(16, at_least=1)
    channels: int = setting(32, at_least=1)
    hidden_units: int = setting(128, at_least=1)
    discriminator_channels: int = setting(32, at_least=1)
    discriminator_units: int = setting(128, at_least=1)
    epochs: int = setting(8, at_least=1)
    batch_size: int = setting(64, at_least=1)
    learning_rate: float = setting(0.001, above=0)
    discriminator_learning_rate: float = setting(0.0001, above=0)
    # of the VAE-GAN's Adam: less memory than usual, since what is learnt from keeps changing
    beta_1: float = setting(0.5, at_least=0)
    # 0: one pass over the data, or for the embedded digits as many updates as MNIST gets
    updates_per_epoch: int = setting(0, at_least=0)

    def smoke(self):
        """The variant that runs in seconds."""
        return dataclasses.replace(
            self, seeds=1, channels=8, discriminator_channels=8, epochs=2, updates_per_epoch=15
        )


_SHARP = "lecture: sharper than the VAE; nearer to real digits in every seed"
EXPECTED = (
    Expected("least_sharpness_margin", 0.0, None, _SHARP, "mnist"),
    Expected("least_sharpness_margin_reconstructed", 0.0, None, _SHARP, "mnist"),
    Expected("least_frechet_ratio", 1.0, None, "VAE's by VAE-GAN's, in every seed", "mnist"),
    Expected("least_classes_share", 0.9, None, "no collapse: all classes, in every seed", "mnist"),
    Expected("most_fake_right", 0.5, 0.98, "no winner: the discriminator still errs", "mnist"),
)


def run(context):
    """Trains a VAE and a VAE-GAN from each seed and measures all of them."""
    judge, judge_accuracy = context.judge()
    histories, scores = {}, {kind: [] for kind in KINDS}
    arrays = {}
    for number in range(context.parameters.seeds):
        for kind in KINDS:
            model, histories[f"{kind}_{number}"] = _train(context, kind, number, judge)
            found, pictures = vae_gan_numbers.of_a_model(model, context.dataset, judge)
            scores[kind].append(found)
            arrays |= {f"{kind}_{number}_{name}": value for name, value in pictures.items()}
    of_data, pictures = vae_gan_numbers.of_the_dataset(context.dataset, judge)
    metrics = {"judge_accuracy": judge_accuracy} | of_data
    metrics |= vae_gan_numbers.summary(scores, of_data, context.dataset.num_classes)
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
        return vae_gan_numbers.of_an_epoch(model, context.dataset, judge)

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


def draw(record):
    """The figures of a finished run, by name."""
    return vae_gan_figures.all_figures(record)

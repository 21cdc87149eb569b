"""What the parts' VAEs have in common: a decoder with the encoder's layers in reverse order."""

import dataclasses

from lab.experiment.parameters import Training, setting


@dataclasses.dataclass(frozen=True)
class VAEParameters(Training):
    """The notes' layers. The rest is the lab's: the notes give no more."""

    hidden_layers: tuple[int, ...] = setting((256, 128), at_least=1)
    activation: str = setting("relu", choices=("relu", "tanh", "elu", "gelu", "silu"))


def vae_arguments(context, hidden_layers=None):
    """Arguments of a PlainVAE, or of a class like it, by the VAEParameters; all but z_dim.

    hidden_layers: of the encoder, where they are not those of the parameters.
    """
    p = context.parameters
    layers = p.hidden_layers if hidden_layers is None else hidden_layers
    return {
        "encoder_layers": layers,
        "decoder_layers": layers[::-1],
        "activation": p.activation,
        "input_dim": context.dataset.train.pixels.shape[1],
        "seed": context.seed,
    }

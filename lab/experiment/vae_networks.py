"""What the parts' VAEs have in common: a decoder with the encoder's layers the other way round."""


def mirrored(context, hidden_layers=None):
    """Arguments of a PlainVAE, or one of its kin, but for the width of its codes.

    hidden_layers: of the encoder; the parameter of this name unless given.
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

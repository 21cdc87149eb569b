"""The autoencoder of the notes; other kinds are subclasses that add noise or a penalty."""

import keras
import tensorflow as tf

from lab.checks import positive_integer
from lab.models import checks
from lab.models.base import TermModel
from lab.models.checks import codes, positive_integers
from lab.models.dense import dense, mlp
from lab.models.densities import at_least_float32


class CodeModel(TermModel):
    """An autoencoder of any layers: a subclass has `encode` and `decode`."""

    def call(self, x):
        """Images [B, D] -> their reconstructions [B, D]."""
        return self.decode(self.encode(x))


@keras.saving.register_keras_serializable(package="lab")
class Autoencoder(CodeModel):
    """x -> code = encoder(x) -> decoder(code): the notes' 784-256-128-h and back.

    Loss per image: the mean over its D pixels of (x - decoder(encoder(x)))^2. The decoder has the
    encoder's widths in reverse; with no hidden layers the code is one layer away from the pixels.
    The reconstruction is linear, as in the notes, and so is the code unless `code_activation` says
    otherwise.

    Images x [B, D], codes [B, Z].
    Raises ValueError where a width is below one.
    Source: notes, "Auto Encoder"; lecture, "Autoencoders".
    """

    term_names = ("loss",)

    def __init__(
        self,
        hidden_layers=(256, 128),
        code_dim=2,
        activation="relu",
        input_dim=784,
        seed=0,
        code_activation=None,
        **kwargs,
    ):
        super().__init__(seed=seed, **kwargs)
        self.hidden_layers = positive_integers("hidden_layers", hidden_layers, at_least=0)
        self.code_dim = positive_integer("code_dim", code_dim)
        self.activation = checks.activation("activation", activation)
        self.input_dim = positive_integer("input_dim", input_dim)
        self.code_activation = checks.activation("code_activation", code_activation)

        base, policy = 1_000 * self.seed, self.dtype_policy
        backwards = self.hidden_layers[::-1]
        self.encoder = mlp(self.hidden_layers, activation, base + 1, "encoder", policy)
        self.code_head = dense(self.code_dim, base + 2, code_activation, "code", policy)
        self.decoder = mlp(backwards, activation, base + 6, "decoder", policy)
        self.pixel_head = dense(self.input_dim, base + 7, None, "pixels", policy)

    def build(self, input_shape=None):
        self.encoder.build((None, self.input_dim))
        self.code_head.build((None, (self.input_dim, *self.hidden_layers)[-1]))
        self.decoder.build((None, self.code_dim))
        self.pixel_head.build((None, (*self.hidden_layers, self.code_dim)[0]))
        self.built = True

    def encode(self, x):
        """Images [B, D] -> codes [B, Z]."""
        self.check_images(x)
        return at_least_float32(self.code_head(self.encoder(x)))

    def decode(self, code):
        """Codes [B, Z] -> images [B, D]; nothing keeps them within [0, 1]."""
        codes("code", code, self.code_dim)
        return at_least_float32(self.pixel_head(self.decoder(code)))

    def terms(self, x, y, training, step):
        """loss: the squared error, mean over the pixels."""
        return {"loss": squared_error(x, self(x))}

    def get_config(self):
        return super().get_config() | {
            "hidden_layers": self.hidden_layers,
            "code_dim": self.code_dim,
            "activation": self.activation,
            "input_dim": self.input_dim,
            "seed": self.seed,
            "code_activation": self.code_activation,
        }


def squared_error(x, reconstruction):
    """(1/D) sum over the D pixels of (x - reconstruction)^2: [B, D], [B, D] -> [B].

    In the precision of the reconstruction, whatever x has.
    Source: notes, "Auto Encoder"; lecture, "Autoencoders".
    """
    return tf.reduce_mean(tf.square(tf.cast(x, reconstruction.dtype) - reconstruction), axis=-1)

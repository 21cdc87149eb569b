"""The judge: a small classifier for the images that other models generate."""

import keras
import tensorflow as tf

from lab.checks import positive_integer, real_number
from lab.models import noise
from lab.models.base import TermModel
from lab.models.checks import positive_integers
from lab.models.dense import dense
from lab.models.densities import at_least_float32


@keras.saving.register_keras_serializable(package="lab")
class DigitClassifier(TermModel):
    """Two hidden ReLU layers with dropout: images [B, D] -> logits [B, C].

    Dropout takes its masks from the model's seed and step, like every noise of the lab.
    """

    term_names = ("loss", "accuracy")

    def __init__(
        self, hidden_layers=(512, 256), dropout=0.2, input_dim=784, num_classes=10, seed=0, **kwargs
    ):
        super().__init__(seed=seed, **kwargs)
        self.hidden_layers = positive_integers("hidden_layers", hidden_layers)
        self.dropout = real_number("dropout", dropout, at_least=0, below=1)
        self.input_dim = positive_integer("input_dim", input_dim)
        self.num_classes = positive_integer("num_classes", num_classes)
        base = 1_000 * self.seed + 500
        self.hidden = [
            dense(width, base + i, "relu", f"hidden_{i}", self.dtype_policy)
            for i, width in enumerate(self.hidden_layers)
        ]
        self.head = dense(self.num_classes, base + 99, None, "logits", self.dtype_policy)

    def build(self, input_shape=None):
        width = self.input_dim
        for layer in self.hidden:
            layer.build((None, width))
            width = layer.units
        self.head.build((None, width))
        self.built = True

    def call(self, x):
        """Images [B, D] -> class logits [B, C]."""
        return self._logits(x)

    def features(self, x):
        """Images [B, D] -> activations of the last hidden layer [B, H]."""
        self.check_images(x)
        return at_least_float32(self._hidden(x))

    def terms(self, x, y, training, step):
        """loss: cross-entropy in nats; accuracy: 0 or 1."""
        logits = self._logits(x, dropout_step=step if training else None)
        labels = tf.cast(tf.reshape(y, [-1]), tf.int32)
        loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        right = tf.argmax(logits, axis=1, output_type=tf.int32) == labels
        return {"loss": loss, "accuracy": tf.cast(right, loss.dtype)}

    def get_config(self):
        return super().get_config() | {
            "hidden_layers": self.hidden_layers,
            "dropout": self.dropout,
            "input_dim": self.input_dim,
            "num_classes": self.num_classes,
            "seed": self.seed,
        }

    def _logits(self, x, dropout_step=None):
        return at_least_float32(self.head(self._hidden(x, dropout_step)))

    def _hidden(self, x, dropout_step=None):
        hidden = x
        for index, layer in enumerate(self.hidden):
            hidden = layer(hidden)
            if dropout_step is not None:
                hidden = noise.dropout(hidden, self.dropout, self.seed, index, dropout_step)
        return hidden

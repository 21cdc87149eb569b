"""The framework's loss: a Keras loss over `ops`."""

import keras

from lab.framework import ops


@keras.saving.register_keras_serializable(package="lab")
class BCELoss(keras.losses.Loss):
    """Binary cross-entropy in nats per image: summed over pixels, averaged over the batch.

    `y_true` and `y_pred` [B, D]; `y_pred` holds logits, or with `from_logits=False` the
    probabilities of a last Sigmoid, as in the coursework. Computed in float32 unless `dtype` says
    otherwise, in mixed precision too.

    `sample_weight` [B] multiplies each image's nats. The mean divides by B, as Keras does; where
    images of weight 0 only fill up a batch, `reduction="mean_with_sample_weight"` divides by the
    sum of the weights and stays nats per image.
    Source: coursework, sections 3.1 and 3.3.
    """

    def __init__(self, from_logits=True, name="bce", **kwargs):
        super().__init__(name=name, **kwargs)
        self.from_logits = from_logits

    def call(self, y_true, y_pred):
        if self.from_logits:
            return ops.binary_cross_entropy_from_logits(y_pred, y_true)
        return ops.binary_cross_entropy(y_pred, y_true)

    def get_config(self):
        return super().get_config() | {"from_logits": self.from_logits}

"""Trained models in .keras files."""

import keras

from lab.errors import LabError


def load(path):
    """The model in a .keras file, not compiled. Raises LabError where it is damaged."""
    try:
        return keras.models.load_model(path, compile=False)
    except Exception as error:
        # Keras raises whatever it meets in a file that is no model
        raise LabError(f"the network {path} is damaged ({error}): run it again") from None

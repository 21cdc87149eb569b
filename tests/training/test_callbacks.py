import keras

from lab.training.callbacks import checked
from tests.support.helpers import LabTest


class Patient(keras.callbacks.EarlyStopping):
    """A person's own kind of one that is refused."""


class Checked(LabTest):
    def test_those_that_cannot_hold_on_resuming_are_refused_by_name(self):
        callbacks = keras.callbacks
        for callback in (
            callbacks.EarlyStopping(),
            callbacks.ReduceLROnPlateau(),
            callbacks.LearningRateScheduler(lambda epoch, rate: rate),
            callbacks.SwapEMAWeights(),
            callbacks.BackupAndRestore(self.folder),
            Patient(),
        ):
            with self.refused(type(callback).__name__, "cannot be resumed", "learning_rate"):
                checked([keras.callbacks.Callback(), callback])

    def test_what_is_no_callback(self):
        for wrong in (3, keras.callbacks.CSVLogger):
            with self.refused(repr(wrong), "keras.callbacks.Callback"):
                checked([wrong])

    def test_the_others_are_kept(self):
        given = [keras.callbacks.LambdaCallback(), keras.callbacks.CSVLogger("log.csv")]
        self.assertEqual(checked(given), tuple(given))

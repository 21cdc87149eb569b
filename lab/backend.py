"""TensorFlow as the lab needs it: found, started quietly, with settings that hold in the process.

Importing this module imports neither TensorFlow nor Keras.
"""

import contextlib
import functools
import gc
import os
import sys
import tempfile

from lab.errors import LabError
from lab.storage.files import room_for_temporary_files

# of two names for one setting the environment's wins: Keras may be set otherwise in its keras.json
os.environ["KERAS_BACKEND"] = os.environ.get("KERAS_BACKEND") or "tensorflow"


def check():
    """Raises LabError if Keras is set to a backend other than TensorFlow."""
    name = os.environ["KERAS_BACKEND"]
    if sys.modules.get("keras"):
        name = sys.modules["keras"].config.backend()
    if name != "tensorflow":
        raise LabError(
            f"the lab needs TensorFlow, but the backend of Keras is {name}: "
            "unset KERAS_BACKEND and restart Python"
        )


@functools.cache
def start():
    """Imports TensorFlow and Keras and returns the names of the GPUs, whose memory may grow.

    Call it before anything else touches TensorFlow: memory growth can't be set later. Raises
    LabError where Keras has another backend, or a keras.json that it does not accept.
    """
    check()
    with _without_noise(), _kept_for_good():
        try:
            # here, for nothing of TensorFlow may be loaded before the call
            import keras  # noqa: F401
            import tensorflow as tf
        except (ValueError, AssertionError) as error:
            # what Keras and TensorFlow's own older Keras say to a value in it
            raise LabError(f"Keras cannot start with its settings in keras.json: {error}") from None
        gpus = tf.config.list_physical_devices("GPU")
    # its warning about repeated tracing counts our programs as one; each is traced once
    tf.get_logger().setLevel("ERROR")
    # The fused layers (product, bias and activation in one) by which TensorFlow replaces those of a
    # plain graph turn NaN into 0 on some processors, so that a broken number would go unnoticed.
    # XLA has its own.
    tf.config.optimizer.set_experimental_options({"remapping": False})
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    return [
        tf.config.experimental.get_device_details(gpu).get("device_name", "GPU") for gpu in gpus
    ]


@contextlib.contextmanager
def _kept_for_good():
    """Nothing is collected in the block, and what it leaves is never looked at by a collection.

    The million objects of TensorFlow and Keras live as long as the process; to walk through them
    whenever something is collected takes a tenth of the time of a short run.
    """
    usual = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if usual:
            gc.enable()


@contextlib.contextmanager
def _without_noise():
    """What the C++ side of TensorFlow prints in the block, before its log level holds, is dropped.

    It goes to the process's own stderr, past `sys.stderr`. If the block fails it is shown.
    """
    with room_for_temporary_files():
        noise = tempfile.TemporaryFile()  # noqa: SIM115
    with noise:
        sys.stderr.flush()
        usual = os.dup(2)
        os.dup2(noise.fileno(), 2)
        try:
            yield
        except LabError:
            raise
        except BaseException:
            noise.seek(0)
            os.write(usual, noise.read())
            raise
        finally:
            os.dup2(usual, 2)
            os.close(usual)

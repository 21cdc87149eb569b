"""What a run computes on: the device, several of them, the precision, the memory."""

import contextlib
import functools
import os
import re
import sys
from pathlib import Path

from lab import backend, terminal
from lab.errors import LabError
from lab.languages import say_count

try:
    # not at the top: Windows has none
    import resource
except ModuleNotFoundError:
    resource = None

_STATUS = Path("/proc/self/status")


def start():
    """Starts TensorFlow, quietly, and returns the device's name for records."""
    gpus = backend.start()
    threads = os.environ.get("TF_NUM_INTRAOP_THREADS")
    cores = f"{threads} of {os.cpu_count()}" if threads else os.cpu_count()
    return ", ".join(gpus) or f"CPU, {cores} cores"


@functools.cache
def mirrored_strategy():
    """The strategy that shares batches between this machine's GPUs, or its CPUs if it has none.

    One for the whole process: TensorFlow gives the groups of devices of a second one the numbers of
    the first one's.
    """
    # here, for backend.start() loads TensorFlow, and nothing may before it
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    terminal.tell(
        say_count(
            "each batch is divided between {n} device",
            "each batch is divided between {n} devices",
            len(devices),
        )
    )
    return tf.distribute.MirroredStrategy([device.name for device in devices])


@contextlib.contextmanager
def precision(mixed):
    """What Keras's layers compute with inside the block, by name; variables are always float32.

    Without `mixed` that is float32 whatever Keras is set to: else the same run would end elsewhere.
    mixed: half precision. On a GPU that is float16, whose small gradients need the loss scaled; on
    a CPU, which has no instructions for it, bfloat16, which has the range of float32.
    """
    # here, as in mirrored_strategy
    import keras
    import tensorflow as tf

    half = "mixed_float16" if tf.config.list_physical_devices("GPU") else "mixed_bfloat16"
    usual, usual_numbers = keras.config.dtype_policy(), keras.config.floatx()
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy(half if mixed else "float32")
    try:
        yield keras.config.dtype_policy().name
    finally:
        keras.config.set_floatx(usual_numbers)
        keras.config.set_dtype_policy(usual)


@contextlib.contextmanager
def enough_memory():
    """For a block that computes: a LabError where an array in it is larger than the free memory."""
    # here, as in mirrored_strategy
    import tensorflow as tf

    try:
        yield
    except (MemoryError, tf.errors.ResourceExhaustedError) as error:
        what = re.search(r"shape ?\[?\(?([0-9, ]+)", str(error))
        largest = f" for an array of shape [{what[1].strip(', ')}]" if what else ""
        raise LabError(
            f"not enough memory{largest}: choose fewer or narrower layers, a smaller z_dim or "
            "batch_size, or fewer images"
        ) from None


@contextlib.contextmanager
def without_graph_optimization(active):
    """If `active`, TensorFlow runs programs inside the block as they were traced.

    Optimizing one takes about as long as running it a hundred times.
    """
    # here, as in mirrored_strategy
    import tensorflow as tf

    usual = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": active or usual})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": usual})


def peak_memory_mb():
    """The most memory that this process has held so far, in units of 10^6 bytes.

    None where the system has no such count (Windows).
    """
    if resource is None:
        return None
    if _STATUS.exists():
        # Linux's other count starts with what the parent held when it started this process
        return round(int(re.search(r"VmHWM:\s*(\d+) kB", _STATUS.read_text())[1]) * 1024 / 1e6)
    # kilobytes, but bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)

"""Starting TensorFlow: quietly, and without taking a whole GPU's memory."""

import contextlib
import functools
import os
import resource
import sys
import tempfile

from lab.files import temporary_files


@functools.cache
def start():
    """Imports TensorFlow, lets GPU memory grow, and returns the device's name for records.

    Call it before anything else touches TensorFlow: memory growth can't be set later. What the
    C++ side prints while it loads, before its log level holds, is shown only if loading fails.
    """
    with temporary_files():
        noise = tempfile.TemporaryFile()  # noqa: SIM115
    with noise:
        sys.stderr.flush()
        usual = os.dup(2)
        os.dup2(noise.fileno(), 2)
        try:
            import tensorflow as tf

            gpus = tf.config.list_physical_devices("GPU")
        except BaseException:
            noise.seek(0)
            os.write(usual, noise.read())
            raise
        finally:
            os.dup2(usual, 2)
            os.close(usual)
    # its warning about repeated tracing counts our programs as one; each is traced once
    tf.get_logger().setLevel("ERROR")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    names = [
        tf.config.experimental.get_device_details(gpu).get("device_name", "GPU") for gpu in gpus
    ]
    threads = os.environ.get("TF_NUM_INTRAOP_THREADS")
    cores = f"{threads} of {os.cpu_count()}" if threads else os.cpu_count()
    return ", ".join(names) or f"CPU, {cores} cores"


def mirrored():
    """The strategy that shares batches between this machine's GPUs, or its CPUs if it has none."""
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    print(f"each batch is divided between {len(devices)} devices", flush=True)
    return tf.distribute.MirroredStrategy([device.name for device in devices])


@contextlib.contextmanager
def precision(mixed):
    """What Keras's layers compute with inside the block, by name; variables are always float32.

    mixed: half precision. On a GPU that is float16, whose small gradients need the loss scaled; on
    a CPU, which has no instructions for it, bfloat16, which has the range of float32.
    """
    import keras
    import tensorflow as tf

    half = "mixed_float16" if tf.config.list_physical_devices("GPU") else "mixed_bfloat16"
    usual = keras.config.dtype_policy()
    keras.config.set_dtype_policy(half if mixed else usual)
    try:
        yield keras.config.dtype_policy().name
    finally:
        keras.config.set_dtype_policy(usual)


@contextlib.contextmanager
def short_programs(short):
    """If so, TensorFlow runs programs inside the block as they were traced.

    Rewriting one into a faster form takes about as long as running it a hundred times.
    """
    import tensorflow as tf

    usual = tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False)
    tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": short or usual})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": usual})


def peak_memory_mb():
    """The most memory that this process has held so far, in units of 10^6 bytes."""
    # kilobytes, but bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)

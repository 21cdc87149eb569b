"""Starting TensorFlow: quietly, and without taking a whole GPU's memory."""

import functools
import os
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

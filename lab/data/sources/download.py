"""Keras's own cache of data sets, and its download with a limit on the wait."""

import contextlib
import http.client
import io
import os
import socket
import threading
import urllib.request
from pathlib import Path

from lab import terminal
from lab.errors import LabError
from lab.languages import say

SECONDS_TO_CONNECT = 4
SECONDS_WITHOUT_DATA = 10
ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
FASHION_FILES = tuple(
    f"{part}-{kind}-ubyte.gz"
    for part in ("train", "t10k")
    for kind in ("images-idx3", "labels-idx1")
)
# name -> (subfolder of Keras's cache, files); these are the places where Keras's load_data looks
CACHED = {
    "mnist": ("datasets", ("mnist.npz",)),
    "fashion_mnist": ("datasets/fashion-mnist", FASHION_FILES),
}


def cache_place(name):
    """The folder of Keras's cache for this data set; its files lie there once they were fetched."""
    subfolder, _ = CACHED[name]
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / subfolder


def cached_folder(name):
    """The folder of Keras's cache that holds all files of this data set, downloaded if need be.

    Raises LabError where Keras has no such data set or the network does not answer in time.
    """
    if name not in CACHED:
        raise LabError("there is no place on the network to fetch it from")
    subfolder, files = CACHED[name]
    folder = cache_place(name)
    missing = [file for file in files if not (folder / file).exists()]
    if missing and not _answers(ORIGIN + missing[0]):
        raise LabError(f"no answer from {ORIGIN} within {SECONDS_TO_CONNECT} seconds")
    for file in missing:
        terminal.tell(say("downloading {address} …", address=ORIGIN + file))
        folder = _download(file, subfolder)
    return folder


def _download(file, subfolder):
    # only now: it loads TensorFlow, which data sets in files do not need
    import keras

    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(SECONDS_WITHOUT_DATA)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            path = keras.utils.get_file(file, origin=ORIGIN + file, cache_subdir=subfolder)
    except Exception as error:
        # get_file wraps whatever the network did in a bare Exception
        raise LabError(f"the download of {file} broke off ({error})") from None
    finally:
        socket.setdefaulttimeout(usual)
    # not always where it was asked to: Keras has another place where that one can't be written
    return Path(path).parent


def _answers(url):
    """Whether a request for `url` gets an answer in time, names and proxies included.

    In a thread of its own, since looking up a name obeys no time limit.
    """
    answered = threading.Event()

    def ask():
        request = urllib.request.Request(url, method="HEAD")
        with (
            contextlib.suppress(OSError, http.client.HTTPException),
            urllib.request.urlopen(request, timeout=SECONDS_TO_CONNECT),
        ):
            answered.set()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(SECONDS_TO_CONNECT)
    return answered.is_set()

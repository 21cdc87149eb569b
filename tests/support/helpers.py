"""What several tests share: tiny data and models, the command line, fresh processes."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy as np

from lab import cli
from lab.data import Dataset, Split
from lab.errors import LabError

ROOT = Path(__file__).resolve().parents[2]
TINY_SHAPE, TINY_CLASSES = (4, 4), 3
# the parameters in the lab sheet's figure 1 that make its network
SHEET_NETWORK = {
    "encoder_layers": (128,),
    "decoder_layers": (128,),
    "digit_classification_layers": (128,),
    "activation": "sigmoid",
    "decoder_std": 0.5,
    "z_dim": 10,
    "digit_classification_weight": 10.0,
}


class LabTest(unittest.TestCase):
    """A TestCase with a temporary folder and an assertion about the lab's errors."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        # Keras's own, whenever it saves a variable; here, since unittest sets filters anew
        warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy keyword")

    @contextlib.contextmanager
    def refused(self, *words):
        """The block must raise a LabError of one line in which all these words stand."""
        with self.assertRaises(LabError) as caught:
            yield
        message = str(caught.exception)
        self.assertNotIn("\n", message)
        for word in words:
            self.assertIn(word, message)


@contextlib.contextmanager
def quiet():
    """Takes what is printed; yields the two texts (stdout, stderr)."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield out, err


@contextlib.contextmanager
def no_network(cache):
    """No answer from the network, and Keras's cache in this folder."""
    with (
        mock.patch("lab.data.sources.download._answers", return_value=False),
        mock.patch.dict(os.environ, {"KERAS_HOME": str(cache)}),
    ):
        yield


def run_cli(*arguments):
    """(exit code, stdout, stderr) of the command line, in this process."""
    with quiet() as (out, err), mock.patch.object(warnings, "showwarning"):
        code = cli.main([str(argument) for argument in arguments])
    return code, out.getvalue(), err.getvalue()


class CliTest(LabTest):
    """`refuses` holds what every failure that a person can cause has in common."""

    def setUp(self):
        super().setUp()
        self.enterContext(no_network(self.folder / "cache"))
        self.data, self.out = self.folder / "data", self.folder / "out"
        self.data.mkdir()

    def refuses(self, arguments, *words):
        before = self.files()
        code, _, errors = run_cli("--out", self.out, *arguments)
        self.assert_one_line(code, errors, words)
        self.assertEqual(self.files(), before, "files were left behind")

    def assert_one_line(self, code, errors, words):
        self.assertEqual(code, 2, errors)
        self.assertEqual(errors.count("\n"), 1, errors)
        self.assertTrue(errors.startswith("run_lab: "), errors)
        self.assertNotIn("Traceback", errors)
        for word in words:
            self.assertIn(word, errors)

    def files(self):
        """All but locks: these stay, for to remove one is to race with who waits for it."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path for path in found if path.name != ".lock")


def fresh_python(*arguments):
    """The finished process of a new interpreter, started in the root of the checkout."""
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True
    )


def tiny_split(count, seed, labels=True):
    """Images of 4 x 4 in three classes: noise, and one bright row that says which class it is."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 100, (count, *TINY_SHAPE))
    classes = rng.integers(0, TINY_CLASSES, count)
    pixels[np.arange(count), classes] += 150
    return Split(
        pixels.astype(np.uint8).reshape(count, -1), classes.astype(np.int32) if labels else None
    )


def tiny_dataset(train=50, test=23, labels=True, **options):
    """A labelled data set of tiny_split's images."""
    return Dataset(
        name="tiny",
        origin="a test",
        train=tiny_split(train, 1, labels),
        test=tiny_split(test, 2, labels),
        shape=TINY_SHAPE,
        class_names=("top", "upper", "lower"),
        **options,
    )


def tiny_vae(model_class=None, build=True, **options):
    """A VAE for tiny_split's images, built unless told otherwise; `options` replace its sizes."""
    from lab.models import VAE

    sizes = {
        "encoder_layers": (7,),
        "decoder_layers": (6,),
        "digit_classification_layers": (5,),
        "z_dim": 2,
        "input_dim": 16,
        "num_classes": TINY_CLASSES,
    }
    model = (model_class or VAE)(**{**sizes, **options})
    if build:
        model.build()
    return model


def softmax(logits):
    """In NumPy, over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)

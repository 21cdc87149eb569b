"""Nothing that stands in a file is executed: each file below would leave a mark if it were."""

import ast
import contextlib
import json
import unittest
import zipfile
from unittest import mock

import keras
import numpy as np
from PIL import Image

from lab.data.sources import pictures
from lab.errors import LabError
from lab.training.state import TrainingState
from tests.support.every_reader import read
from tests.support.helpers import ROOT, LabTest, tiny_vae
from tests.support.sound_files import write_sound

UNSAFE = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "subprocess", "cloudpickle"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "enable_unsafe_deserialization", "system"}


class Marking:
    """What leaves a mark when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


class NoCode(LabTest):
    def setUp(self):
        super().setUp()
        self.mark = self.folder / "mark"

    @contextlib.contextmanager
    def nothing_runs(self, *words, error=LabError):
        """The block must refuse what it reads with one of these errors, and leave no mark."""
        with self.assertRaises(error) as caught:
            yield
        self.assertFalse(self.mark.exists(), "code from a file was executed")
        for word in words:
            self.assertIn(word, str(caught.exception))

    def left_a_mark(self):
        """Whether something did, so that a test of it means something."""
        found = self.mark.exists()
        self.mark.unlink(missing_ok=True)
        return found


class Pickles(NoCode):
    def test_in_archives_records_and_states(self):
        pickled = np.array([Marking(self.mark)], dtype=object)
        np.savez(self.folder / "pickled.npz", a=pickled, header=pickled, images=pickled)
        content = (self.folder / "pickled.npz").read_bytes()
        np.load(self.folder / "pickled.npz", allow_pickle=True)["a"][0].close()
        self.assertTrue(self.left_a_mark())
        sound = write_sound(self.folder)
        for name in ("some.npz", "arrays.npz", "network.npz"):
            (sound / name).write_bytes(content)
            with self.subTest(name), self.nothing_runs("pickled objects"):
                read(sound / name)
        model = tiny_vae()
        model.compile(optimizer="sgd")
        with self.nothing_runs("pickled objects"):
            TrainingState(model, self.folder / "pickled.npz", {}).load()


class Models(NoCode):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "model.keras"

    def test_a_layer_that_is_a_function(self):
        mark = str(self.mark)
        leaves_it = lambda x: (open(mark, "w").close(), x)[1]  # noqa: E731, PTH123, SIM115
        layer = keras.layers.Lambda(leaves_it)
        keras.Sequential([keras.Input((3,)), layer]).save(self.path)
        self.assertTrue(self.left_a_mark())
        with self.nothing_runs("Lambda", error=ValueError):
            keras.saving.load_model(self.path)
        keras.saving.load_model(self.path, safe_mode=False)
        self.assertTrue(self.left_a_mark())

    def test_a_class_that_is_no_layer(self):
        for module, name in (("os", "system"), ("builtins", "exec"), ("subprocess", "run")):
            command = {"command": f"touch {self.mark}", "args": ["touch", str(self.mark)]}
            described = {
                "module": module,
                "class_name": name,
                "config": command,
                "registered_name": None,
            }
            with zipfile.ZipFile(self.path, "w") as archive:
                archive.writestr("metadata.json", "{}")
                archive.writestr("config.json", json.dumps(described))
                archive.writestr("model.weights.h5", b"")
            with self.subTest(name), self.nothing_runs(error=(TypeError, ValueError)):
                keras.saving.load_model(self.path)


class Pictures(NoCode):
    def test_a_page_of_postscript_starts_no_program(self):
        path = self.folder / "0.png"
        path.write_bytes(
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n"
        )
        with mock.patch("PIL.EpsImagePlugin.Ghostscript", side_effect=ZeroDivisionError) as program:
            with self.assertRaises(ZeroDivisionError), Image.open(path) as picture:
                picture.load()
            program.reset_mock()
            with self.nothing_runs("0.png", "not a readable picture"):
                pictures.read_pictures([path])
            program.assert_not_called()


class Source(unittest.TestCase):
    def test_nothing_in_the_lab_could_execute_data(self):
        # a sweep asks Ray's own program whether a cluster answers, a record git, a benchmark starts
        # the lab's own commands: they run no data. A check starts a worker that runs a student's
        # file, as it says
        found = [
            f"{path.name}, line {node.lineno}: {name}"
            for path in sorted(ROOT.glob("lab/**/*.py"))
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in unsafe(node)
            if (path.name, name)
            not in (
                ("cluster.py", "subprocess"),
                ("provenance.py", "subprocess"),
                ("waiting.py", "subprocess"),
                ("isolation.py", "subprocess"),
                ("sandbox.py", "subprocess"),
                ("assignments.py", "subprocess"),
                ("notebook.py", "subprocess"),
            )
        ]
        self.assertEqual(found, [])


def unsafe(node):
    """What in one node of a syntax tree runs data, or lets another library do it."""
    if isinstance(node, ast.Import):
        return [a.name for a in node.names if a.name.partition(".")[0] in UNSAFE]
    if isinstance(node, ast.ImportFrom):
        return [node.module] if (node.module or "").partition(".")[0] in UNSAFE else []
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", "")
        # model.compile and re.compile are no compile
        attribute = getattr(node.func, "attr", "")
        calls = [name, attribute if attribute != "compile" else ""]
        words = [k.arg for k in node.keywords if k.arg in ("allow_pickle", "safe_mode", "shell")]
        return words + [call for call in calls if call in UNSAFE_CALLS]
    return []

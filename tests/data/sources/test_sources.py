import contextlib
import os
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy as np

from lab import data
from lab.data.sources import KNOWN_CHECKSUMS
from tests import REAL_DATA
from tests.support.helpers import LabTest, no_network, quiet
from tests.support.mnist_files import mnist_arrays, write_idx, write_mnist, write_npz


class SourcesTest(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(no_network(self.folder / "cache"))

    def load(self, name=None, folder=None):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return data.load(name, folder)

    def assert_holds(self, dataset, arrays):
        for split, part in (("train", dataset.train), ("test", dataset.test)):
            pixels = arrays[f"x_{split}"].reshape(len(part), -1)
            np.testing.assert_array_equal(part.pixels, pixels)
            np.testing.assert_array_equal(part.labels, arrays[f"y_{split}"])
            self.assertEqual(part.labels.dtype, np.int32)
            self.assertEqual(part.images.dtype, np.float32)
            np.testing.assert_allclose(part.images, pixels / 255, rtol=1e-6)


class Folders(SourcesTest):
    def test_idx_plain_gzipped_and_in_a_subfolder(self):
        for place, suffix in ((".", ""), ("zipped", ".gz"), ("above/mnist", ".gz")):
            with self.subTest(place=place, suffix=suffix):
                arrays = write_mnist(self.folder / place, suffix)
                dataset = self.load("mnist", self.folder / place.removesuffix("/mnist"))
                self.assert_holds(dataset, arrays)
                self.assertEqual((dataset.name, dataset.shape), ("mnist", (5, 6)))
                self.assertEqual(dataset.class_names, tuple("0123456789"))

    def test_dynamic_mnist_is_made_of_the_files_of_mnist(self):
        arrays = write_mnist(self.folder / "mnist")
        dataset = self.load("dynamic_mnist", self.folder)
        self.assertEqual(dataset.name, "dynamic_mnist")
        self.assertTrue(dataset.train.dynamic)
        count = len(dataset.train)
        self.assertEqual(count + len(dataset.valid), len(arrays["x_train"]))
        np.testing.assert_array_equal(
            dataset.train.pixels, arrays["x_train"][:count].reshape(count, -1)
        )
        with self.refused("'mnist' is not here", "--data-dir"):
            self.load("dynamic_mnist")

    def test_tuning_mnist_has_none_of_mnists_test_images(self):
        arrays = write_mnist(self.folder / "mnist")
        dataset = self.load("tuning_mnist", self.folder)
        self.assertEqual((dataset.name, dataset.valid), ("tuning_mnist", None))
        held = np.concatenate([dataset.train.pixels, dataset.test.pixels])
        np.testing.assert_array_equal(held, arrays["x_train"].reshape(held.shape))
        self.assertEqual(len(dataset.test), len(held) // 6)

    def test_names_with_a_dot(self):
        arrays = mnist_arrays()
        for key, part in (("train", "train"), ("test", "t10k")):
            write_idx(self.folder / f"{part}-images.idx3-ubyte", arrays[f"x_{key}"])
            write_idx(self.folder / f"{part}-labels.idx1-ubyte.gz", arrays[f"y_{key}"])
        self.assert_holds(self.load("mnist", self.folder), arrays)

    def test_npz(self):
        arrays = write_npz(self.folder / "mnist.npz")
        self.assert_holds(self.load(None, self.folder), arrays)

    def test_the_environment_names_the_folder_and_the_argument_goes_before_it(self):
        arrays = write_npz(self.folder / "mnist.npz")
        with mock.patch.dict(os.environ, {"LAB_DATA_DIR": str(self.folder)}):
            self.assert_holds(self.load(), arrays)
            with self.refused("elsewhere", "does not exist"):
                self.load(None, self.folder / "elsewhere")

    def test_fashion(self):
        write_mnist(self.folder / "fashion_mnist", ".gz")
        dataset = self.load("fashion_mnist", self.folder)
        self.assertEqual(dataset.class_names[7], "sneaker")
        self.assertEqual(dataset.num_classes, 10)

    def test_binarized_as_npz_and_as_text(self):
        rng = np.random.default_rng(0)
        bits = {name: rng.integers(0, 2, (4, 784)) for name in ("train", "valid", "test")}
        np.savez(self.folder / "binarized_mnist.npz", **{f"{k}_data": v for k, v in bits.items()})
        text = self.folder / "text"
        text.mkdir()
        for name, rows in bits.items():
            np.savetxt(text / f"binarized_mnist_{name}.amat", rows, fmt="%d")
        for folder in (self.folder, text):
            dataset = self.load("binarized_mnist", folder)
            for name, rows in bits.items():
                with self.subTest(folder=folder.name, split=name):
                    split = getattr(dataset, name)
                    np.testing.assert_array_equal(split.images, rows)
                    self.assertIsNone(split.labels)

    def test_other_content_than_published_is_warned_of_with_both_sums(self):
        write_npz(self.folder / "mnist.npz")
        with self.assertWarns(UserWarning) as caught:
            dataset = data.load("mnist", self.folder)
        messages = [str(warning.message) for warning in caught.warnings]
        for name, known in KNOWN_CHECKSUMS["mnist"].items():
            said = [m for m in messages if dataset.checksums[name] in m and known in m]
            self.assertEqual(len(said), 1, name)

    def test_checksums_do_not_depend_on_the_container(self):
        arrays = write_npz(self.folder / "npz" / "mnist.npz")
        write_mnist(self.folder / "idx", ".gz", **arrays)
        from_npz, from_idx = (self.load("mnist", self.folder / kind) for kind in ("npz", "idx"))
        self.assertEqual(from_npz.checksums, from_idx.checksums)


class BadFolders(SourcesTest):
    def test_missing_empty_and_incomplete(self):
        with self.refused("nowhere", "does not exist", "--data-dir"):
            self.load("mnist", self.folder / "nowhere")
        with self.refused(str(self.folder), "expected mnist.npz or train-images-idx3-ubyte"):
            self.load("mnist", self.folder)
        with self.refused("no binarized_mnist", "binarized_mnist_train.amat"):
            self.load("binarized_mnist", self.folder)
        write_mnist(self.folder)
        (self.folder / "t10k-labels-idx1-ubyte").unlink()
        with self.refused("lacks t10k-labels-idx1-ubyte"):
            self.load("mnist", self.folder)

    def test_arrays_that_do_not_fit(self):
        twelve = np.zeros(12, np.uint8)
        image = np.zeros((12, 5, 6))
        flat = image[:, :0].astype(np.uint8)
        cases = {
            "fewer labels": ({"y_train": twelve[:-1]}, "11 labels for 12 images"),
            "columns of labels": ({"y_train": twelve[:, None]}, "[12, 1]"),
            "one label": ({"y_train": np.uint8(3)}, "[]"),
            "label above 9": ({"y_train": twelve + 10}, "from 10 to 10"),
            "label below 0": ({"y_train": twelve.astype(int) - 1}, "from -1 to -1"),
            "labels with fractions": ({"y_train": twelve / 2}, "whole numbers"),
            "text for labels": ({"y_train": np.array(list("abcdefghijkl"))}, "whole numbers"),
            "floats for images": ({"x_train": image}, "float64 [12, 5, 6]"),
            "flat images": ({"x_train": np.zeros((12, 30), np.uint8)}, "uint8 [12, 30]"),
            "no images": ({"x_train": image[:0].astype(np.uint8)}, "[0, 5, 6]"),
            "no pixels": (dict.fromkeys(("x_train", "x_test"), flat), "[12, 0, 6]"),
            "two sizes": ({"x_test": np.zeros((6, 6, 5), np.uint8)}, "differ in size"),
        }
        for name, (changes, word) in cases.items():
            with self.subTest(name):
                write_npz(self.folder / "mnist.npz", **changes)
                with self.refused(str(self.folder), word):
                    self.load("mnist", self.folder)

    def test_binarized_arrays_that_are_none(self):
        good = np.ones((3, 784), np.uint8)
        cases = {
            "grey": good * 128,
            "fractions": good / 2,
            "negative": -good.astype(np.int8),
            "other size": good[:, 1:],
            "images": good.reshape(3, 28, 28),
            "none": good[:0],
        }
        for name, train in cases.items():
            with self.subTest(name):
                path = self.folder / "binarized_mnist.npz"
                np.savez(path, train_data=train, valid_data=good, test_data=good)
                with self.refused(path.name, "train is", "zeros and ones"):
                    self.load("binarized_mnist", self.folder)

    def test_text_without_its_companions(self):
        (self.folder / "binarized_mnist_train.amat").write_text("0 1 " * 392)
        with self.refused("binarized_mnist_valid.amat", "cannot be read"):
            self.load("binarized_mnist", self.folder)

    def test_unknown_name(self):
        with self.refused(
            "'svhn'",
            "mnist, fashion_mnist, binarized_mnist, dynamic_mnist, tuning_mnist, digits, sprites",
            "folder",
        ):
            self.load("svhn")


class WithoutAFolder(SourcesTest):
    def test_nothing_asked_for_falls_back_aloud(self):
        with quiet() as (out, err):
            dataset = self.load()
        self.assertEqual(dataset.name, "digits")
        self.assertIn("using the embedded digits", out.getvalue())
        self.assertEqual(out.getvalue().count("\n"), 1)

    def test_what_was_asked_for_and_is_not_there_is_an_error(self):
        for name in ("mnist", "fashion_mnist", "binarized_mnist"):
            with self.subTest(name), self.refused(repr(name), "--data-dir", "--dataset digits"):
                self.load(name)

    def test_what_the_lab_has_itself_needs_no_folder(self):
        for name in ("digits", "sprites"):
            with contextlib.redirect_stdout(None):
                self.assertEqual(self.load(name, self.folder / "nowhere").name, name)

    def test_keras_s_cache_is_found(self):
        arrays = write_npz(self.folder / "cache" / "datasets" / "mnist.npz")
        self.assert_holds(self.load(), arrays)
        write_mnist(self.folder / "cache" / "datasets" / "fashion-mnist", ".gz")
        self.assertEqual(self.load("fashion_mnist").name, "fashion_mnist")

    def test_a_damaged_cache_falls_back_too_unless_it_was_asked_for(self):
        write_npz(self.folder / "cache" / "datasets" / "mnist.npz", y_test=None)
        with quiet() as (out, _):
            self.assertEqual(self.load().name, "digits")
        self.assertIn("lacks y_test", out.getvalue())
        with self.refused("lacks y_test"):
            self.load("mnist")


class Beside(SourcesTest):
    def beside(self, folder):
        with warnings.catch_warnings(), quiet() as (printed, _):
            warnings.simplefilter("ignore")
            return data.load_beside("fashion_mnist", folder), printed.getvalue()

    def test_only_the_subfolder_counts_since_the_files_have_the_same_names(self):
        write_mnist(self.folder)
        self.assertEqual(self.beside(self.folder), (None, ""))
        arrays = write_mnist(self.folder / "fashion_mnist", ".gz")
        found, _ = self.beside(self.folder)
        self.assert_holds(found, arrays)
        self.assertEqual(found.name, "fashion_mnist")
        with mock.patch.dict(os.environ, {"LAB_DATA_DIR": str(self.folder)}):
            self.assert_holds(self.beside(None)[0], arrays)

    def test_keras_s_cache_is_looked_into_and_nothing_is_asked_of_the_network(self):
        self.assertEqual(self.beside(None), (None, ""))
        arrays = write_mnist(self.folder / "cache" / "datasets" / "fashion-mnist", ".gz")
        self.assert_holds(self.beside(None)[0], arrays)
        data.sources.download._answers.assert_not_called()

    def test_damaged_files_are_none_aloud(self):
        write_mnist(self.folder / "fashion_mnist")
        (self.folder / "fashion_mnist" / "t10k-labels-idx1-ubyte").unlink()
        found, printed = self.beside(self.folder)
        self.assertIsNone(found)
        self.assertIn("fashion_mnist cannot be used", printed)
        self.assertIn("t10k-labels", printed)


@unittest.skipUnless(
    REAL_DATA and (Path(REAL_DATA) / "mnist").is_dir(), "LAB_DATA_DIR names no folder with mnist/"
)
class RealData(unittest.TestCase):
    SIZES = {
        "mnist": (60_000, None, 10_000),
        "fashion_mnist": (60_000, None, 10_000),
        "binarized_mnist": (50_000, 10_000, 10_000),
    }

    def test_sizes_and_published_checksums(self):
        for name, sizes in self.SIZES.items():
            with self.subTest(name), warnings.catch_warnings():
                warnings.simplefilter("error")
                dataset = data.load(name, REAL_DATA)
                splits = (dataset.train, dataset.valid, dataset.test)
                self.assertEqual(tuple(split and len(split) for split in splits), sizes)
                self.assertEqual(dataset.checksums, KNOWN_CHECKSUMS[name])

from unittest import mock

import numpy as np

from tests.support.helpers import CliTest
from tests.support.mnist_files import mnist_arrays, write_mnist, write_npz

IMAGES, LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"


class BadData(CliTest):
    def refuses_data(self, *words, dataset="mnist"):
        self.refuses(("--part", "vae", "--dataset", dataset, "--data-dir", self.data), *words)

    def test_no_folder(self):
        self.data.rmdir()
        self.refuses_data(str(self.data), "does not exist")

    def test_an_empty_folder(self):
        self.refuses_data(str(self.data), "mnist.npz", IMAGES)
        self.refuses_data("fashion_mnist", IMAGES, dataset="fashion_mnist")
        self.refuses_data("binarized_mnist.npz", dataset="binarized_mnist")

    def test_idx_files(self):
        write_mnist(self.data)
        images, labels = ((self.data / name).read_bytes() for name in (IMAGES, LABELS))
        for name, content, words in (
            (IMAGES, images[:-1], ("truncated", "360")),
            (IMAGES, b"\0\0\x0d\x03" + images[4:], ("magic number 0x00000d03",)),
            (LABELS, labels[:-1] + b"\x0c", ("labels run from 0 to 12",)),
            (LABELS, labels[:7] + b"\x0b" + labels[8:-1], ("11 labels for 12 images",)),
            (IMAGES, b"\x1f\x8b" + images[2:], ("broken gzip",)),
        ):
            with self.subTest(name, words=words):
                write_mnist(self.data)
                (self.data / name).write_bytes(content)
                self.refuses_data(str(self.data / name), *words)

    def test_npz_files(self):
        pickled = np.array([{}] * 12, dtype=object)
        for changes, words in (
            ({"y_test": None}, ("lacks y_test",)),
            ({"y_train": pickled}, ("not a readable .npz", "allow_pickle=False")),
            ({"y_train": np.zeros(11, np.uint8)}, ("11 labels for 12 images",)),
            ({"x_train": np.zeros((12, 30))}, ("float64 [12, 30]",)),
        ):
            with self.subTest(words):
                write_npz(self.data / "mnist.npz", **changes)
                self.refuses_data(str(self.data / "mnist.npz"), *words)

    def test_data_without_what_the_part_needs(self):
        bits = np.random.default_rng(0).integers(0, 2, (4, 784), np.uint8)
        names = ("train_data", "valid_data", "test_data")
        np.savez(self.data / "binarized_mnist.npz", **dict.fromkeys(names, bits))
        with mock.patch("lab.data.sources.KNOWN_CHECKSUMS", {}):
            self.refuses_data("'vae'", "labels", "binarized_mnist", dataset="binarized_mnist")

    def test_a_batch_larger_than_the_data(self):
        write_npz(self.data / "mnist.npz", **mnist_arrays(train=30, test=30, shape=(4, 4)))
        with mock.patch("lab.data.sources.KNOWN_CHECKSUMS", {}):
            self.refuses(
                ("--part", "vae", "--smoke", "--data-dir", self.data, "--set", "batch_size=31"),
                "batch_size=31",
                "30 training images",
            )

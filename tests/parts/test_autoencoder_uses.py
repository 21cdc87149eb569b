import dataclasses
import unittest
import warnings
from types import SimpleNamespace
from unittest import mock

import numpy as np
import tensorflow as tf
from sklearn.exceptions import ConvergenceWarning

from lab.parts import find
from lab.parts.autoencoder_uses import anomaly
from lab.parts.autoencoder_uses.clustering import clusters
from lab.parts.autoencoder_uses.compression import QUALITIES, compression, jpeg, rounded
from lab.parts.autoencoder_uses.search import search
from lab.parts.autoencoder_uses.spaces import BITS, Spaces
from tests.support.helpers import quiet, tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class ForeignImages(unittest.TestCase):
    def chosen(self, data, beside=None):
        context = SimpleNamespace(dataset=data, data_dir="folder")
        with (
            mock.patch.object(anomaly, "load_beside", return_value=beside) as load,
            quiet() as (printed, _),
        ):
            foreign = anomaly.foreign_images(context)
        self.assertIn(foreign.name, printed.getvalue())
        return foreign, load

    def test_rolled_images_are_foreign_and_as_bright(self):
        data = tiny_dataset()
        foreign, load = self.chosen(data)
        load.assert_not_called()
        image, rolled = (d.test.pixels[3].reshape(4, 4) for d in (data, foreign))
        np.testing.assert_array_equal(rolled[:2, :2], image[2:, 2:])
        np.testing.assert_array_equal(rolled[2:, :2], image[:2, 2:])
        np.testing.assert_array_equal(foreign.test.pixels.sum(1), data.test.pixels.sum(1))
        self.assertIn("tiny", foreign.origin)

    def test_fashion_beside_mnist_and_the_other_way_round_if_there(self):
        for name, other in (("mnist", "fashion_mnist"), ("fashion_mnist", "mnist")):
            data = mock.Mock(wraps=tiny_dataset(), shape=(4, 4))
            data.name = name
            foreign, load = self.chosen(data, beside=tiny_dataset())
            load.assert_called_once_with(other, "folder")
            self.assertEqual(foreign.name, "tiny")

    def test_another_size_cannot_be_shown_to_the_network(self):
        data = dataclasses.replace(tiny_dataset(), name="mnist")
        other = dataclasses.replace(tiny_dataset(), shape=(2, 8))
        self.assertEqual(self.chosen(data, beside=other)[0].name, "mnist-rolled")
        self.assertEqual(self.chosen(data)[0].name, "mnist-rolled")


class Components(unittest.TestCase):
    def test_pca_decodes_the_first_components_within_black_and_white(self):
        data = tiny_dataset()
        spaces = Spaces(FirstPixels(), data)
        centred = data.train.images - data.train.images.mean(axis=0)
        directions = np.linalg.svd(centred, full_matrices=False)[2][:2]
        codes = spaces.codes["pca"]["train"]
        by_hand = centred @ directions.T @ directions + data.train.images.mean(axis=0)
        found = spaces.decoded("pca", codes)
        np.testing.assert_allclose(found, np.clip(by_hand, 0, 1), atol=1e-5)


class Compression(unittest.TestCase):
    """On tiny images with a network that keeps the first two pixels."""

    @classmethod
    def setUpClass(cls):
        cls.data = tiny_dataset(train=200)
        spaces = Spaces(FirstPixels(), cls.data)
        cls.metrics, cls.arrays = compression(spaces, cls.data, shown_bits=8)

    def test_is_compared_with_the_best_way_for_pca_to_use_as_many_bits(self):
        m = self.metrics
        self.assertEqual(m["bits_compressed"], 2 * 8)
        self.assertAlmostEqual(m["compression_ratio"], 16 * 8 / 16)
        # more components in fewer bits each, which PCA gains by
        self.assertGreater(m["psnr_db_pca_best"], m["psnr_db_pca"] + 0.1)
        gain = m["psnr_db_compressed"] - m["psnr_db_pca_best"]
        self.assertAlmostEqual(m["psnr_gain_db_over_pca_best"], gain)
        self.assertLessEqual(self.arrays["compressed_bits"][1], m["bits_compressed"])

    def errors_of_pca(self, data):
        """{(numbers, bits of each): error on the test images} of all divisions of 16 bits."""
        train, test = data.train.images.astype(float), data.test.images
        mean = train.mean(axis=0)
        axes = np.linalg.svd(train - mean, full_matrices=False)[2]
        errors = {}
        for bits in BITS:
            count = 16 // bits
            kept = axes[:count]
            codes = rounded((test - mean) @ kept.T, (train - mean) @ kept.T, bits)
            images = np.clip(codes @ kept + mean, 0, 1)
            errors[count, bits] = np.mean(np.square(images - test))
        return errors

    def test_pca_beside_its_projections_rounded_to_the_training_images_levels(self):
        errors, chosen_by = (self.errors_of_pca(d) for d in (self.data, self.data.for_choosing()))
        division = min(chosen_by, key=chosen_by.get)
        np.testing.assert_array_equal(self.arrays["pca_divisions"][7], division)
        np.testing.assert_allclose(
            self.arrays["pca_errors_of_choice"][7], chosen_by[division], rtol=1e-4
        )
        best = -10 * np.log10(errors[division])
        self.assertAlmostEqual(self.metrics["psnr_db_pca_best"], best, places=3)
        self.assertAlmostEqual(self.metrics["psnr_db_pca"], -10 * np.log10(errors[2, 8]), places=3)
        np.testing.assert_allclose(self.arrays["errors_pca_best"][7], errors[division], rtol=1e-4)

    def test_all_ways_are_measured_on_the_same_images(self):
        test = self.data.test
        for number, quality in enumerate(QUALITIES):
            pixels, bits = jpeg(test.pixels, self.data.shape, quality)
            error = np.mean(np.square(pixels / 255 - test.images))
            self.assertAlmostEqual(self.arrays["errors_jpeg"][number], error)
            self.assertAlmostEqual(self.arrays["jpeg_sizes"][number], bits.mean())


class FirstPixels:
    """A network whose code is the first two pixels; all others it leaves grey."""

    code_dim = 2

    def encode(self, images):
        return tf.constant(images[:, :2])

    def decode(self, codes):
        return tf.pad(codes, [[0, 0], [0, 14]], constant_values=0.3)


class Story(unittest.TestCase):
    """The shipped record, then with numbers that say the contrary."""

    def told(self, language="en", **metrics):
        record = shipped("mnist", "autoencoder-uses")
        return told(find("autoencoder-uses"), record, language, **metrics)

    def test_says_that_pca_is_better_at_search_and_clusters(self):
        text = self.told()
        for words in (
            "keep 20.3 dB (PSNR), more than the 18.7 dB",
            "the network is ahead at 5 (F)",
            "finds the classes less well in the codes (NMI 0.43)",
            "less often than by the better of two ways without a network (PCA 98.0%, pixels 97.2%)",
            "for these two uses the network adds nothing",
            "Foreign images (Fashion-MNIST)",
            "0.996, better than by PCA's error",
            "from 0.38 (1) to 0.92 (2; F)",
        ):
            self.assertIn(words, text)
        self.assertIn("в этих двух применениях сеть ничего не добавляет", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        text = self.told(
            nmi_autoencoder=0.6,
            precision_at_1_autoencoder=0.99,
            psnr_gain_db_over_pca_best=-1.0,
            auroc_gain_foreign=-0.1,
            auroc_foreign_autoencoder=0.86,
        )
        for words in (
            "k-means finds the classes better in the codes",
            "more often than by PCA",
            "less than the 18.7 dB of PCA with as many bits, contrary",
            "less well than by the better of PCA's error (0.963) and brightness (0.859), contrary",
            "A class that was left out of training is found on average with 0.72",
        ):
            self.assertIn(words, text)
        self.assertNotIn("adds nothing", text)

    def test_claims_no_difference_within_the_error(self):
        text = self.told(
            nmi_autoencoder=0.48,
            precision_at_1_autoencoder=0.977,
            psnr_gain_db_over_pca_best=0.05,
            auroc_gain_foreign=0.004,
        )
        for words in ("no better in the codes", "no more often", "about as much as PCA"):
            self.assertIn(words, text)
        self.assertIn("no better than by PCA's error (0.963) or by brightness", text)


class Smoke(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.result = smoke_run("autoencoder-uses")
        cls.metrics, cls.arrays = cls.result.metrics, cls.result.record.arrays

    def test_foreign_images_are_in_the_record(self):
        (foreign,) = self.result.record.config["other_datasets"]
        self.assertEqual(foreign["name"], "digits-rolled")
        self.assertEqual(foreign["test_images"], 300)
        self.assertIn("digits-rolled", self.result.figures["foreign"].get_suptitle())

    def test_brightness_cannot_tell_rolled_images(self):
        self.assertAlmostEqual(self.metrics["auroc_foreign_brightness"], 0.5, places=3)
        self.assertGreater(self.metrics["auroc_foreign_autoencoder"], 0.95)

    def test_detection_follows_from_the_stored_errors(self):
        normal, foreign = self.arrays["errors_normal"], self.arrays["errors_foreign"]
        higher = (foreign[:, None] > normal).mean()
        self.assertAlmostEqual(self.metrics["auroc_foreign_autoencoder"], higher, places=4)
        threshold = self.metrics["threshold_foreign"]
        self.assertAlmostEqual(
            self.metrics["true_negative_rate_foreign"], (normal <= threshold).mean()
        )
        self.assertAlmostEqual(
            self.metrics["false_negative_rate_foreign_autoencoder"], (foreign <= threshold).mean()
        )

    def test_sizes_and_errors_of_compression(self):
        self.assertEqual(self.metrics["bits_compressed"], 32 * 4)
        self.assertAlmostEqual(self.metrics["compression_ratio"], 784 * 8 / 128)
        np.testing.assert_array_equal(self.arrays["sizes"], 32 * np.array(BITS))
        for name in ("autoencoder", "pca", "pca_best"):
            errors = self.arrays[f"errors_{name}"]
            self.assertLess(errors[-1], errors[0])
        best, fixed = self.arrays["errors_pca_best"], self.arrays["errors_pca"]
        # chosen on other images, so that it may be a little worse
        self.assertTrue((best <= 1.02 * fixed).all())
        self.assertAlmostEqual(
            self.metrics["mse_compressed"], self.arrays["errors_autoencoder"][3], places=9
        )

    def test_precision_of_the_hits_that_are_shown(self):
        wrong = self.arrays["wrong_pixels"]
        self.assertEqual(wrong.shape, (10, 8))
        self.assertLess(wrong.mean(), 0.3)
        self.assertEqual(self.arrays["hits_pixels"].shape, (10, 8, 784))
        for k in (1, 5, 10, 50):
            self.assertGreater(self.metrics[f"precision_at_{k}_autoencoder"], 0.3)

    def test_panels(self):
        panels = {name: len(figure.axes) for name, figure in self.result.figures.items()}
        names = ("rate_distortion", "compressed", "clusters", "search", "mistaken", "left_out")
        expected = {name: 1 for name in names} | {"hits": 2, "foreign": 2}
        self.assertEqual(panels, expected)


class FewImages(unittest.TestCase):
    """Two classes of three images, of which two are the same."""

    def setUp(self):
        data = tiny_dataset(train=6, test=4).without_labels()
        labels = np.array([0, 1] * 3, np.int32)
        train = dataclasses.replace(data.train, labels=labels)
        test = dataclasses.replace(data.test, labels=labels[:4])
        self.data = dataclasses.replace(data, train=train, test=test)
        self.spaces = mock.Mock()
        self.spaces.decoded = lambda space, means: np.zeros((len(means), 16))

    def codes(self, train, test):
        self.spaces.codes = {"pixels": {"train": train, "test": test}}
        return self.spaces

    def test_no_more_are_looked_up_than_there_are(self):
        metrics, arrays = search(
            self.codes(self.data.train.images, self.data.test.images), self.data
        )
        self.assertEqual(list(metrics), ["precision_at_1_pixels", "precision_at_5_pixels"])
        self.assertEqual(arrays["hits_pixels"].shape, (2, 6, 16))

    def test_a_cluster_may_be_empty(self):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            metrics, arrays = clusters(self.codes(np.ones((6, 16)), np.ones((4, 16))), self.data, 0)
        self.assertEqual(metrics["purity_pixels"], 0.5)
        self.assertEqual(arrays["centres"].shape, (1, 3, 16))

import unittest

import numpy as np
import tensorflow as tf

import lab
from lab.parts import find
from lab.parts.blur import measures
from tests.support.helpers import LabTest, tiny_dataset
from tests.support.smoke_runs import smoke_run
from tests.support.stories import shipped, told


class Blurs:
    """A model whose code is the image's first two pixels and whose images are all the same."""

    seed, z_dim, input_dim = 0, 2, 16
    IMAGE = np.linspace(0, 1, 16, dtype=np.float32)

    def encode(self, images):
        mu = tf.constant(images)[:, :2]
        return mu, tf.fill(tf.shape(mu), np.float32(np.log(0.01)))

    def decode(self, z):
        return np.tile(self.IMAGE, (len(z), 1))


class Judge:
    """Is sure of images whose first pixel is white."""

    def __call__(self, images):
        return np.stack([20 * images[:, 0], np.zeros(len(images))], axis=1)


class Shifted(unittest.TestCase):
    def test_nine_places_with_the_image_itself_in_the_middle(self):
        image = np.zeros((1, 4, 4), np.float32)
        image[0, 1, 0] = 1
        copies = measures.shifted_by_a_pixel(image.reshape(1, -1), (4, 4)).reshape(9, 4, 4)
        np.testing.assert_array_equal(copies[4], image[0])
        places = [tuple(np.argwhere(copy)[0]) if copy.any() else None for copy in copies]
        # the last three columns of places move it left, out of the image
        rows = [(row, 1) for row in (2, 1, 0)]
        expected = [place for row, column in rows for place in ((row, 1), (row, 0), None)]
        self.assertEqual(places, expected)


class Numbers(unittest.TestCase):
    def test_a_decoder_that_knows_nothing_decodes_no_mean(self):
        data = tiny_dataset()
        numbers, pictures = measures.of_overlap("some", Blurs(), data)
        self.assertLessEqual(numbers["r2_to_weighted_mean_some"], 0)
        expected = np.mean(np.square(data.train.images - Blurs.IMAGE))
        self.assertAlmostEqual(numbers["mse_to_original_some"], expected, places=5)
        self.assertGreaterEqual(numbers["images_per_code_some"], 1)
        self.assertEqual(pictures["some_nearest"].shape, (10, 4, 16))

    def test_a_mean_has_the_least_error_over_the_places(self):
        numbers, _ = measures.of_shifts(Blurs(), tiny_dataset())
        self.assertLess(numbers["mse_guess_mean"], numbers["mse_guess_best_copy"])
        self.assertLess(numbers["sharpness_guess_mean"], numbers["sharpness_original"])

    def test_holes_are_where_one_code_in_a_hundred_lies(self):
        class Decodes(Blurs):
            # white only where codes may be: they are pixels, and deviate by a tenth
            def decode(self, z):
                return np.tile((z > -0.3).all(1, keepdims=True), (1, 16)).astype(np.float32)

        data = tiny_dataset(train=300, test=200).with_validation()
        numbers, arrays = measures.of_holes(Decodes(), data, Judge())
        # 62 of 100 samples of the prior have a number below -0.3
        self.assertGreater(numbers["hole_share"], 0.6)
        # by validation images, of which there are 50: the border is between their two sparsest
        self.assertLess(numbers["hole_share_codes"], 0.1)
        excess = numbers["hole_share"] - numbers["hole_share_codes"]
        self.assertEqual(numbers["hole_share_excess"], excess)
        self.assertLess(numbers["judged_sure_sparsest"], 0.5)
        self.assertEqual(numbers["judged_sure_densest"], 1)
        self.assertEqual(numbers["judged_sure_drop"], 1 - numbers["judged_sure_sparsest"])

    def test_the_worst_step_from_beta_to_beta(self):
        metrics = {
            **{f"images_per_code_beta{b}": v for b, v in ((1, 2.0), (2, 8.0), (4, 12.0))},
            **{f"sharpness_decoded_beta{b}": v for b, v in ((1, 0.3), (2, 0.2), (4, 0.15))},
            "r2_to_weighted_mean_beta1": 0.7,
        }
        found = measures.over_betas([1.0, 2.0, 4.0], metrics)
        self.assertAlmostEqual(found["images_per_code_ratio_min"], 1.5)
        self.assertAlmostEqual(found["sharpness_drop_min"], 0.05)
        self.assertEqual(found["r2_to_weighted_mean"], 0.7)


class Smoke(LabTest):
    def test_wider_codes_are_shared_by_more(self):
        self.assertGreater(smoke_run("blur").metrics["images_per_code_ratio_min"], 1)

    def test_one_beta_is_nothing_to_compare(self):
        with self.refused("betas=4", "at least two"):
            lab.run("blur", betas="4,4", smoke=True, dataset="digits", out=self.folder)

    def test_figures(self):
        panels = {name: len(f.axes) for name, f in smoke_run("blur").figures.items()}
        expected = {"averages": 1, "overlap": 2, "pixels": 1, "density": 1, "holes": 2}
        self.assertEqual(panels, expected)


class Story(unittest.TestCase):
    def told(self, language="en", **metrics):
        return told(find("blur"), shipped("mnist", "blur"), language, **metrics)

    def test_of_the_shipped_run(self):
        text = self.told()
        for words in (
            "shared by 161 images",
            "is nearly their mean (R² 0.90",
            "from β = 0.1 to 16 their number grows from 13 to 20,532",
            "For 97% of the images",
            "18% fall into holes",
            "the more arbitrary",
        ):
            self.assertIn(words, text)
        self.assertIn("от β = 0,1 до 16", self.told("ru"))

    def test_turns_round_where_the_run_contradicts(self):
        contrary = {
            "r2_to_weighted_mean_beta1": 0.2,
            "sharpness_drop_min": -0.01,
            "sharpness_reconstructed": 0.2,
            "reconstruction_closer_share": 0.3,
            "hole_share": 0.0,
            "hole_share_codes": 0.05,
            "judged_sure_densest": 0.2,
        }
        text = self.told(**contrary)
        for words in (
            "does not yet follow their mean (R² 0.20",
            "does not hold throughout",
            "are not blurred",
            "For only 30%",
            "(0.0% against 5.0%), contrary to what is expected",
            "(20%) than in the sparsest (43%), contrary to what is expected",
        ):
            self.assertIn(words, text)
        self.assertIn("does not hold throughout", self.told(images_per_code_ratio_min=0.9))

    def test_claims_no_difference_within_the_error(self):
        text = self.told(hole_share=0.02, judged_sure_densest=0.45)
        self.assertIn("about as often as codes of test images (2.0% and 1.5%)", text)
        self.assertIn("about as often in the densest tenth of samples (45%)", text)

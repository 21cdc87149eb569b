import unittest

import numpy as np

from lab.figures.images import image_grids, square
from tests.support.figures import texts


class Squares(unittest.TestCase):
    def test_of_few_images_a_smaller_one(self):
        images = np.arange(21)[:, None]
        for most, side in ((3, 3), (10, 4)):
            grid = square(images, most)
            self.assertEqual(grid.shape, (side, side, 1))
            self.assertEqual(grid.ravel().tolist(), list(range(side**2)))


class Images(unittest.TestCase):
    IMAGES = np.random.default_rng(0).random((3, 2, 20))  # three rows, two columns, 4 x 5

    def mosaic(self, images):
        figure = image_grids({"": images}, (4, 5), "", "")
        return np.array(figure.axes[0].images[0].get_array())

    def test_every_image_is_in_its_row_and_column(self):
        mosaic = self.mosaic(self.IMAGES)
        self.assertEqual(mosaic.shape, (3 * 6 - 2, 2 * 7 - 2))
        for i in range(3):
            for j in range(2):
                cell = mosaic[6 * i : 6 * i + 4, 7 * j : 7 * j + 5]
                np.testing.assert_array_equal(cell, self.IMAGES[i, j].reshape(4, 5))

    def test_bytes_are_shown_as_their_share_of_white(self):
        in_bytes = np.rint(255 * self.IMAGES).astype(np.uint8)
        np.testing.assert_allclose(self.mosaic(in_bytes), self.mosaic(self.IMAGES), atol=0.002)

    def test_grids_with_titles_and_labels_on_one_scale(self):
        figure = image_grids(
            {"left": self.IMAGES, "right": 0.1 * self.IMAGES},
            (4, 5),
            "Digits",
            "data: digits",
            row_labels=["a", "b", "c"],
            column_labels=["0", "1"],
        )
        self.assertEqual([axis.get_title() for axis in figure.axes], ["left", "right"])
        for axis in figure.axes:
            self.assertEqual(axis.images[0].get_clim(), (0, 1))
            self.assertEqual([t.get_text() for t in axis.get_yticklabels()], ["a", "b", "c"])
            self.assertEqual([t.get_text() for t in axis.get_xticklabels()], ["0", "1"])
            np.testing.assert_array_equal(axis.get_yticks(), [2, 8, 14])
        self.assertLessEqual({"Digits", "data: digits"}, texts(figure))

    def test_frames_stand_round_the_chosen_images(self):
        chosen = np.array([[False, True], [False, False], [True, False]])
        figure = image_grids({"": self.IMAGES}, (4, 5), "", "", framed={"": chosen})
        frames = {patch.get_xy(): patch for patch in figure.axes[0].patches}
        # centres of the outermost pixels lie one further in
        self.assertEqual(frames.keys(), {(6, -1), (-1, 11)})
        self.assertEqual((frames[6, -1].get_width(), frames[6, -1].get_height()), (6, 5))

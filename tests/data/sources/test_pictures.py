import numpy as np
from PIL import Image

from lab.data.sources.pictures import read_pictures
from tests.support.helpers import LabTest

# a cross of 14 x 14 in the middle of 56 x 56: in the resized image the pixels 11 to 16
CROSS = np.zeros((56, 56), bool)
CROSS[21:35, 7:49] = CROSS[7:49, 21:35] = True


class Pictures(LabTest):
    def save(self, picture, name="a.png", **options):
        path = self.folder / name
        image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        image.save(path, **options)
        return path

    def read(self, *paths):
        return read_pictures(paths).reshape(-1, 28, 28)

    def drawn(self, colour, mode="LA", name="a.png"):
        """The cross in one colour, all else transparent."""
        alpha = np.where(CROSS, 255, 0).astype(np.uint8)
        grey = np.full(CROSS.shape, colour, np.uint8)
        picture = Image.merge("LA", [Image.fromarray(grey), Image.fromarray(alpha)])
        return self.save(picture.convert(mode), name)


class Depth(Pictures):
    def test_bits_and_floats_are_scaled_by_their_white(self):
        grey = np.repeat(np.arange(28, dtype=np.uint8)[None] * 9, 28, axis=0)
        expected = self.read(self.save(grey))[0]
        np.testing.assert_array_equal(expected, grey)
        for name, values in (
            ("16.png", 257 * grey.astype(np.uint16)),
            ("16.tif", 257 * grey.astype(np.uint16)),
            ("float.tif", grey.astype(np.float32) / 255),
        ):
            with self.subTest(name):
                np.testing.assert_array_equal(self.read(self.save(values, name))[0], expected)

    def test_a_white_that_nobody_knows_is_refused(self):
        grey = np.repeat(np.arange(28)[None] * 9, 28, axis=0)
        for name, values, words in (
            ("int.tif", grey.astype(np.int32), ("32 bits",)),
            ("large.tif", grey.astype(np.float32), ("0 to 243", "0 to 1")),
            ("nan.tif", np.full((28, 28), np.nan, np.float32), ("nan",)),
            ("bytes.png", grey.astype(np.uint16), ("16 bits", "243")),
        ):
            with self.subTest(name), self.refused(name, "not a readable picture", *words):
                self.read(self.save(values, name))

    def test_a_black_picture_of_16_bits_is_black(self):
        paths = self.save(np.zeros((28, 28), np.uint16)), self.save(CROSS, "b.png")
        self.assertEqual(self.read(*paths)[0].max(), 0)


class Transparency(Pictures):
    def test_what_is_drawn_stays_visible(self):
        for colour, ground in ((0, 255), (255, 0), (90, 255), (200, 0)):
            for mode in ("LA", "RGBA"):
                with self.subTest(colour=colour, mode=mode):
                    image = self.read(self.drawn(colour, mode))[0]
                    self.assertEqual((image[0, 0], image[14, 14]), (ground, colour))

    def test_a_transparent_colour_of_a_palette(self):
        picture = Image.fromarray(np.where(CROSS, 1, 0).astype(np.uint8), "P")
        picture.putpalette([9, 9, 9, 0, 0, 0])
        for name in ("a.png", "a.gif"):
            image = self.read(self.save(picture, name, transparency=0))[0]
            self.assertEqual((image[0, 0], image[14, 14]), (255, 0))

    def test_one_ground_for_all(self):
        paths = [self.drawn(colour, name=f"{colour}.png") for colour in (20, 30, 160)]
        paths.append(self.save(np.where(CROSS, 255, 0).astype(np.uint8), "solid.png"))
        images = self.read(*paths)
        self.assertEqual(images[:, 0, 0].tolist(), [255, 255, 255, 0])
        self.assertEqual(images[:, 14, 14].tolist(), [20, 30, 160, 255])

    def test_what_would_vanish_is_named(self):
        paths = [self.drawn(colour, name=f"{colour}.png") for colour in (20, 30, 255)]
        with self.refused("255.png", "white", "transparent"):
            self.read(*paths)


class Upright(Pictures):
    def test_the_orientation_in_exif_counts(self):
        grey = np.zeros((56, 56), np.uint8)
        grey[:28] = 255
        exif = Image.Exif()
        # to be turned by a quarter clockwise
        exif[0x0112] = 6
        for name in ("a.jpg", "a.png", "a.tif", "a.webp"):
            image = self.read(self.save(Image.fromarray(grey), name, exif=exif))[0]
            with self.subTest(name):
                self.assertGreater(image[:, 20:].min(), 240)
                self.assertLess(image[:, :8].max(), 15)

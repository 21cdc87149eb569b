import numpy as np
from PIL import Image

from lab import data
from tests.support.helpers import LabTest


class ImageFolder(LabTest):
    def save(self, name, picture):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.asarray(picture, np.uint8)).save(path)

    def save_greys(self, subfolder, levels):
        for i, level in enumerate(levels):
            self.save(f"{subfolder}/{i:02}.png", np.full((28, 28), level))

    def test_loose_pictures_have_no_labels_and_every_sixth_is_a_test(self):
        self.save_greys(".", range(0, 140, 10))
        dataset = data.load(str(self.folder))
        self.assertEqual(dataset.name, self.folder.name)
        np.testing.assert_array_equal(dataset.test.pixels[:, 0], [0, 60, 120])
        np.testing.assert_array_equal(
            dataset.train.pixels[:, 0], [10, 20, 30, 40, 50, 70, 80, 90, 100, 110, 130]
        )
        self.assertIsNone(dataset.train.labels)
        self.assertEqual(dataset.class_names, ())

    def test_subfolders_are_classes_in_the_order_of_their_names(self):
        self.save_greys("oaks", [200] * 7)
        self.save_greys("beeches", [100] * 8)
        (self.folder / "notes").mkdir()
        dataset = data.load(str(self.folder))
        self.assertEqual(dataset.class_names, ("beeches", "oaks"))
        np.testing.assert_array_equal(dataset.test.labels, [0, 0, 1, 1])
        np.testing.assert_array_equal(dataset.train.labels, [0] * 6 + [1] * 5)
        for split in (dataset.train, dataset.test):
            np.testing.assert_array_equal(split.pixels[:, 0], 100 * (1 + split.labels))

    def test_grey_central_square_of_28_by_28(self):
        wide = np.zeros((56, 112, 3))
        wide[:, 28:84] = (255, 0, 0)
        for name in ("a.png", "b.PNG"):
            self.save(name, wide)
        self.save_greys(".", [0, 9])
        for old, new in (("00.png", "c.png"), ("01.png", "d.png")):
            (self.folder / old).rename(self.folder / new)
        dataset = data.load(str(self.folder))
        red = round(0.299 * 255)
        self.assertEqual(dataset.train.pixels.shape, (3, 784))
        found = dataset.train.pixels[0].reshape(28, 28).astype(int)
        np.testing.assert_allclose(found[2:-2, 2:-2], red, atol=1)
        np.testing.assert_allclose(found, red, atol=5)

    def test_pictures_in_both_places(self):
        self.save_greys("class", [1, 2])
        self.save_greys(".", [1])
        with self.refused(str(self.folder), "00.png", "class", "one or the other"):
            data.load(str(self.folder))

    def test_what_is_hidden_does_not_count(self):
        self.save_greys("oaks", [100, 150, 200])
        self.save_greys(".ipynb_checkpoints", [7] * 3)
        self.save_greys("oaks/.thumbs", [7] * 3)
        for name in ("oaks/._00.png", ".00.png"):
            self.save(name, np.full((28, 28), 7))
        dataset = data.load(str(self.folder))
        self.assertEqual(dataset.class_names, ("oaks",))
        self.assertEqual((len(dataset.train), len(dataset.test)), (2, 1))

    def test_pictures_that_lie_deeper_are_named(self):
        self.save_greys("trees/oaks", [1, 2])
        with self.refused("oaks/00.png", "too deep"):
            data.load(str(self.folder))
        self.save_greys("trees", [1, 2])
        with self.refused("oaks/00.png", "too deep"):
            data.load(str(self.folder))

    def test_a_class_of_one_picture_is_named(self):
        self.save_greys("oaks", [1, 2])
        self.save_greys("beeches", [1])
        with self.refused("one image in class beeches", "at least 2"):
            data.load(str(self.folder))

    def test_accents_stored_in_two_ways(self):
        self.save_greys("e\u0301rables", [1, 2])
        self.save_greys("ormes", [3, 4])
        self.assertEqual(data.load(str(self.folder)).class_names, ("ormes", "\xe9rables"))
        self.save_greys("\xe9rables", [1, 2])
        with self.refused("'\xe9rables' twice"):
            data.load(str(self.folder))

    def test_too_few(self):
        with self.refused("0 pictures, too few"):
            data.load(str(self.folder))
        self.save_greys(".", [1])
        with self.refused("1 pictures, too few"):
            data.load(str(self.folder))

    def test_a_broken_picture_is_named(self):
        self.save_greys(".", [1, 2, 3])
        content = (self.folder / "01.png").read_bytes()
        (self.folder / "x.png").mkdir()
        with self.refused("x.png", "not a readable picture"):
            data.load(str(self.folder))
        (self.folder / "x.png").rmdir()
        for broken in (b"", b"text", content[:20], content[:50]):
            with self.subTest(length=len(broken)), self.refused("01.png", "not a readable picture"):
                (self.folder / "01.png").write_bytes(broken)
                data.load(str(self.folder))

    def test_a_folder_named_like_a_data_set_does_not_pass_for_it(self):
        self.folder = self.folder / "mnist"
        self.save_greys(".", [1, 2, 3])
        self.assertNotIn(data.load(str(self.folder)).name, data.NAMES)

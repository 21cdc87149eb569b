"""Whatever stands in a file, or in its place: sound data or an error of one line."""

import contextlib
import io
import zipfile

import numpy as np
from hypothesis import given, settings

from lab.data.sources import own_folder
from lab.errors import LabError
from tests.support.damage import NO_FILES, damaged, no_hang, put_in_place
from tests.support.every_reader import OF_RECORD, read
from tests.support.helpers import LabTest
from tests.support.sound_files import PIXELS, SOUND, packed_arrays, picture, write_sound


class BadFiles(LabTest):
    def setUp(self):
        super().setUp()
        self.folder = write_sound(self.folder)

    @contextlib.contextmanager
    def sound_or_one_line(self):
        """What the block finds is sound, or it raises a LabError of one printable line."""
        try:
            with no_hang():
                yield
        except LabError as error:
            self.assertTrue(str(error).isprintable(), repr(str(error)))
            self.assertIn(str(self.folder), str(error))


class AnyDamage(BadFiles):
    def test_gives_sound_data_or_one_line(self):
        for name, content in SOUND.items():
            with self.subTest(name):
                self.assert_sound(name, read(self.folder / name))
                self.damage(name, content)
                (self.folder / name).write_bytes(content)

    def damage(self, name, content):
        @given(damaged(content))
        def holds(broken):
            (self.folder / name).write_bytes(broken)
            with self.sound_or_one_line():
                self.assert_sound(name, read(self.folder / name))

        holds()

    def test_so_does_what_was_damaged_before_it_was_packed(self):
        """The checksums of an archive are right then, and the readers of its members are asked."""
        for name in ("some.npz", "network.npz"):
            with zipfile.ZipFile(io.BytesIO(SOUND[name])) as archive:
                members = {member: archive.read(member) for member in archive.namelist()}
            for member in members:
                with self.subTest(name, member=member):
                    self.damage_member(name, members, member)

    def damage_member(self, name, members, member):
        @settings(max_examples=60)
        @given(damaged(members[member]))
        def holds(broken):
            with zipfile.ZipFile(self.folder / name, "w") as archive:
                for other, content in {**members, member: broken}.items():
                    archive.writestr(other, content)
            with self.sound_or_one_line():
                read(self.folder / name)

        holds()

    def assert_sound(self, name, found):
        if name.startswith("images"):
            self.assertEqual((found.dtype, found.ndim), (np.uint8, 3))
        elif name.startswith(("picture", "figure")):
            self.assertEqual(found.dtype, np.uint8)
        elif name.endswith(".amat"):
            self.assertLessEqual(found.max(), 1)
        elif name in OF_RECORD:
            self.assertIn("training and", found.caption)


class NoText(BadFiles):
    def test_characters_beyond_all_code_points(self):
        text = np.array(["\U0010ffff"])
        for array in (text, text.astype(">U1")):
            content = packed_arrays(a=array)
            (self.folder / "some.npz").write_bytes(content)
            self.assertEqual(read(self.folder / "some.npz")["a"].tolist(), text.tolist())
            beyond = (0x110000).to_bytes(4, "big" if array.dtype.byteorder == ">" else "little")
            broken = array.copy()
            broken.view(np.uint8)[:] = list(beyond)
            (self.folder / "some.npz").write_bytes(packed_arrays(a=broken))
            with self.refused("some.npz", "a holds what is no text"):
                read(self.folder / "some.npz")


class NoFile(BadFiles):
    def test_what_is_no_file_at_all_is_one_line(self):
        # these may say nothing
        sound = {("title.toml", "an empty file"), ("history.csv", "an empty file")}
        for name, content in SOUND.items():
            path = self.folder / name
            for kind in NO_FILES:
                path.unlink()
                put_in_place(path, kind)
                with self.subTest(name, kind=kind), no_hang():
                    if (name, kind) in sound:
                        read(path)
                    else:
                        with self.refused(str(self.folder)):
                            read(path)
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
                path.write_bytes(content)

    def test_whatever_a_file_or_its_content_is_called_the_message_is_one_line(self):
        odd = self.folder / "a\nTraceback\x1b[2J"
        odd.mkdir()
        for name in SOUND:
            with self.subTest(name):
                (odd / name).write_bytes(b"")
                with self.sound_or_one_line():
                    read(odd / name)
        (self.folder / "some.npz").write_bytes(
            packed_arrays(**{"b\nc": PIXELS, "d" * 9999: PIXELS})
        )
        with self.refused("it lacks a; it holds b\\nc, ddd"):
            read(self.folder / "some.npz")


class Pictures(LabTest):
    def test_a_folder_whose_name_cannot_be_written_is_refused_before_any_training(self):
        for name in ("a\nb", "a\udcff"):
            folder = self.folder / name
            folder.mkdir()
            for number in range(7):
                (folder / f"{number}.png").write_bytes(picture("PNG"))
            with self.subTest(ascii(name)), self.refused("plain"):
                own_folder.load_image_folder(folder)

    def test_pictures_of_one_row_or_one_pixel_are_pictures(self):
        for number, size in enumerate(((1, 1), (1, 300), (300, 1))):
            (self.folder / f"{number}.png").write_bytes(picture("PNG", size))
        self.assertEqual(own_folder.load_image_folder(self.folder).train.pixels.shape, (2, 784))

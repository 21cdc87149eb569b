from lab.files import written_beside
from tests.helpers import LabTest


class WrittenBeside(LabTest):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "new" / "file.txt"

    def write(self, text, path=None):
        with written_beside(path or self.path) as temporary:
            self.assertEqual(temporary.parent, (path or self.path).parent)
            self.assertEqual(temporary.suffix, ".txt")
            temporary.write_text(text)

    def test_appears_whole_in_a_folder_made_for_it(self):
        with written_beside(self.path) as temporary:
            temporary.write_text("half")
            self.assertFalse(self.path.exists())
        self.assertEqual(self.path.read_text(), "half")
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])

    def test_a_failure_keeps_the_old_content(self):
        self.write("old")
        for error, expected in ((KeyboardInterrupt(), KeyboardInterrupt), (KeyError(), KeyError)):
            with self.assertRaises(expected), written_beside(self.path) as temporary:
                temporary.write_text("new")
                raise error
        refused = self.refused("cannot write", "file.txt", "No space left")
        with refused, written_beside(self.path) as temporary:
            temporary.write_text("new")
            raise OSError(28, "No space left on device")
        self.assertEqual(self.path.read_text(), "old")
        self.assertEqual(list(self.path.parent.iterdir()), [self.path])

    def test_below_a_file(self):
        self.write("old")
        with self.refused("cannot write", "below.txt"):
            self.write("new", self.path / "below.txt")

from lab.storage.title import read_title
from tests.support.helpers import LabTest


class Titles(LabTest):
    def read(self, text):
        path = self.folder / "title.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_title(path)

    def test_fields(self):
        self.assertEqual(
            self.read('author = "A. B."\nyear = 2026'), {"author": "A. B.", "year": "2026"}
        )

    def test_what_makes_no_sense(self):
        for text, words in (
            ('autor = "x"', ("unknown field 'autor'", "author")),
            ("author = [1]", ("author", "must be text")),
            ("author = true", ("author", "must be text")),
            (f'author = "{"x" * 2000}"', ("author", "longer than")),
            ("author = ", ("cannot be read",)),
            (b"\xff\xfe", ("cannot be read",)),
        ):
            with self.subTest(text), self.refused("title.toml", *words):
                self.read(text)
        with self.refused("No such file"):
            read_title(self.folder / "none.toml")

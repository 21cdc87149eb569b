"""The files that an experiment on one's own functions reads."""

import hashlib

from lab.assignments import own
from tests.support.helpers import LabTest


class Files(LabTest):
    def setUp(self):
        super().setUp()
        self.addCleanup(own.use, own._folder or self.folder, own.numbers())
        self.path = self.folder / "lab2.py"

    def test_a_changed_file_has_another_checksum(self):
        own.use(self.folder, ["2.1"])
        for text in ("def linear(x, w, b): pass\n", "def linear(x, w, b): return x @ w + b\n"):
            self.path.write_text(text, encoding="utf-8")
            expected = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
            self.assertEqual(own.checksums(), {"lab2.py": expected})

    def test_a_usual_experiment_has_none(self):
        self.path.write_text("x = 1\n", encoding="utf-8")
        own.use(self.folder)
        self.assertEqual(own.checksums(), {})

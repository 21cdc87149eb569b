import json
import zipfile
from pathlib import Path
from unittest import mock

from lab import parts
from lab.assignments.labs import framework
from lab.assignments.stubs import solution_file
from lab.assignments.workbook import Workbook
from lab.commands import hand_in as module
from lab.commands.hand_in import hand_in
from lab.languages import speaking
from tests.support.helpers import LabTest

RIGHT = solution_file(framework.LAB)


def code(source):
    return {"cell_type": "code", "source": source}


class Handed(LabTest):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        self.work.mkdir()
        self.file = self.work / "lab2.py"
        self.notebook = self.work / "lab2-en.ipynb"

    def handed(self, number="2"):
        """The lines after the first, which names the archive: that goes to self.archive."""
        # one a second is written; here they are more
        with mock.patch.object(module, "datetime") as time:
            time.now().strftime.return_value = f"{len(list(self.folder.iterdir())):08}-000000"
            first, *lines = hand_in(number, self.work, self.folder)
        self.archive = Path(first.partition(": ")[2])
        return lines

    def write_cells(self, *cells):
        self.notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")

    def test_a_new_archive_holds_the_files_as_they_are(self):
        with self.refused("lab2.py", "--check 2"):
            list(hand_in("2", self.work, self.folder))
        with self.refused("--hand-in 2.1", "such as 2"):
            list(hand_in("2.1", self.work, self.folder))
        self.file.write_text(RIGHT, encoding="utf-8")
        Workbook(framework.LAB, self.folder / "new").start(parts.find("made"))
        (self.folder / "new" / "lab2-ru.ipynb").rename(self.work / "lab2-ru.ipynb")
        first, *more = hand_in("2", self.work, self.folder)
        self.assertEqual(more, [])
        self.assertRegex(first, r"lab2-[\w-]+-\d{8}-\d{6}\.zip$")
        with zipfile.ZipFile(first.partition(": ")[2]) as archive:
            self.assertEqual(archive.namelist(), ["lab2.py", "lab2-ru.ipynb"])
            self.assertEqual(archive.read("lab2.py").decode(), RIGHT)

    def test_what_will_not_count_of_the_functions_is_told(self):
        self.file.write_text("def linear(:\n", encoding="utf-8")
        (line,) = self.handed()
        self.assertIn(f"{self.file}, line 1: invalid syntax: no function", line)
        self.file.write_text("# ж", encoding="cp1251")
        with self.refused(f"{self.file}, line 1", "UTF-8"):
            self.handed()
        self.file.write_text(RIGHT.replace("def relu(", "def rely("), encoding="utf-8")
        self.assertEqual(self.handed(), ["Not written: 2.2"])

    def test_a_second_file_that_could_be_meant_is_named(self):
        self.file.write_text(RIGHT, encoding="utf-8")
        copies = [self.work / name for name in ("LAB2.PY", "lab2 (1).py", "lab2-en-Copy1.ipynb")]
        for path in copies[:2]:
            path.write_text(RIGHT, encoding="utf-8")
        copies[2].write_text('{"cells": []}', encoding="utf-8")
        first, second, third = self.handed()
        self.assertEqual(first, f"{copies[0]} is not checked: functions count in {self.file} alone")
        self.assertIn(str(copies[1]), second)
        self.assertIn(f"{copies[2]} is in the archive, too", third)

    def test_functions_in_a_notebook_are_not_taken_from_there_and_told(self):
        self.file.write_text(RIGHT, encoding="utf-8")
        self.write_cells(
            {"cell_type": "markdown", "source": "def relu(x): it has none"},
            code(["%load_ext autoreload\n", "def relu(x):\n", "    return x\n"]),
            code("def helper(x):\n    return x"),
            code("def relu(:"),
        )
        (line,) = self.handed()
        self.assertIn(f"{self.notebook}, cell 2 is not checked: functions count in", line)
        with speaking("ru"):
            self.assertIn("ячейка 2: не проверяется", self.handed()[0])

    def test_a_damaged_notebook_is_handed_in_as_it_is_and_told(self):
        self.file.write_text(RIGHT, encoding="utf-8")
        for content, words in {
            b"": "is no notebook",
            b'{\n"cells": [': "line 2",
            b"[]": "it has no cells",
            b'{"cells": {}}': "it has no cells",
            "{'ж'}".encode("cp1251"): "it is not UTF-8",
        }.items():
            self.notebook.write_bytes(content)
            (line,) = self.handed()
            self.assertIn(str(self.notebook), line)
            self.assertIn(words, line)
            with zipfile.ZipFile(self.archive) as archive:
                self.assertEqual(archive.read(self.notebook.name), content)
        self.write_cells(None, {"cell_type": "code"}, code([1]), code("x = 1"))
        lines = self.handed()
        self.assertEqual(
            lines, [f"{self.notebook}, cell {place}: it is damaged" for place in (1, 2, 3)]
        )

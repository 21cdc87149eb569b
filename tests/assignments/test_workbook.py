from lab import parts
from lab.assignments.labs import framework
from lab.assignments.stubs import solution_file
from lab.assignments.workbook import Workbook
from tests.support.helpers import LabTest

LINEAR, RELU = framework.LINEAR, framework.RELU
PART = parts.find(framework.LAB.part)


class Files(LabTest):
    def setUp(self):
        super().setUp()
        self.book = Workbook(framework.LAB, self.folder / "work")

    def write(self, text, encoding="utf-8"):
        self.book.path.parent.mkdir(exist_ok=True)
        self.book.path.write_text(text, encoding=encoding)

    def test_files_are_started_once_and_never_written_again(self):
        self.assertTrue(self.book.start(PART))
        self.assertFalse(self.book.is_written(LINEAR))
        english, russian = self.book.notebooks.values()
        english.write_text("mine, too", encoding="utf-8")
        russian.unlink()
        self.write("mine")
        self.assertFalse(self.book.start(PART))
        self.assertEqual(self.book.path.read_text(encoding="utf-8"), "mine")
        self.assertFalse(russian.exists())
        self.book.path.unlink()
        self.assertTrue(self.book.start(PART))
        self.assertEqual(english.read_text(encoding="utf-8"), "mine, too")
        self.assertTrue(russian.exists())

    def test_what_cannot_be_read_is_told_with_its_place(self):
        with self.refused(str(self.book.path), "No such file"):
            self.book.text()
        self.write("# a\n# ж", encoding="cp1251")
        with self.refused("line 2", "UTF-8"):
            self.book.text()
        self.write("x" * 2_000_000)
        with self.refused("longer than"):
            self.book.text()
        self.write("# ж", encoding="utf-8-sig")
        self.assertEqual(self.book.text(), "# ж")

    def test_points_hold_until_the_function_changes(self):
        self.write(solution_file(framework.LAB))
        self.assertTrue(self.book.is_written(LINEAR))
        self.assertIsNone(self.book.points(LINEAR))
        self.book.remember_points(LINEAR, 7)
        self.book.remember_hints(LINEAR, 2)
        self.assertEqual(self.book.points(LINEAR), 7)
        self.assertIsNone(self.book.points(RELU))
        text = self.book.text()
        self.write("# a comment changes nothing\n" + text)
        self.assertEqual(self.book.points(LINEAR), 7)
        self.write(text.replace("return dx, dw, db", "return dx, dw, dw"))
        self.assertIsNone(self.book.points(LINEAR))
        self.assertEqual(self.book.hints_told(LINEAR), 2)

    def test_a_damaged_memory_is_as_none(self):
        self.write(solution_file(framework.LAB))
        self.book.remember_points(LINEAR, 7)
        (memory,) = self.book.path.parent.glob(".lab2.json")
        for text in ("{", "[]", "null"):
            memory.write_text(text, encoding="utf-8")
            self.assertIsNone(self.book.points(LINEAR))

    def test_a_wrong_syntax_is_no_written_function_and_told_with_its_line(self):
        for text, place in {
            "def linear(:": "line 1: invalid syntax",
            "x = 1\n  y = 2": "line 2: unexpected indent",
            "x = (": "line 1: '(' was never closed",
            "x = 1\0": "null bytes",
            "x = " + "-" * 100_000 + "1": "",
        }.items():
            self.write(text)
            self.assertEqual(self.book.source_of(LINEAR), "")
            with self.refused(str(self.book.path), place):
                self.book.code()

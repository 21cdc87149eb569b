import io
import json
import os
import stat
import struct
import unicodedata
import zipfile
from unittest import mock

import nbformat

from lab import parts
from lab.assignments import notebooks
from lab.assignments.grading import contents
from lab.assignments.grading.submissions import found
from lab.assignments.labs.framework import LAB
from lab.assignments.stubs import solution_file
from lab.languages import speaking
from tests.support.helpers import LabTest
from tests.support.students import LAB as MADE
from tests.support.students import written_class

RIGHT = solution_file(LAB)
LINEAR = "def linear(x, w, b):\n    return x @ w + b\n"
OTHER = "def linear(x, w, b):\n    return x\n"
MOODLE = "Анна Иванова_1234_assignsubmission_file_"


def zipped(files, **flags):
    """The bytes of a zip archive of {name: text or bytes}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def code(source):
    return {"cell_type": "code", "source": source}


def told(source, **more):
    return {"cell_type": "markdown", "source": source, **more}


def notebook(*cells):
    return json.dumps({"cells": cells})


class Found(LabTest):
    def write(self, files):
        """Writes {path: text or bytes} of the class's folder."""
        for name, content in files.items():
            path = self.folder / "class" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def found(self, lab=LAB, table=None):
        """{student: Submission}; the lines are self.lines."""
        handed_in, self.lines = found(lab, self.folder / "class", table)
        students = [one.student for one in handed_in]
        self.assertEqual(students, sorted(set(students)))
        return {one.student: one for one in handed_in}

    def only(self, files):
        """The Submission of a student who handed in these."""
        self.write({f"{MOODLE}/{name}": content for name, content in files.items()})
        (one,) = self.found().values()
        self.assertEqual(one.student, "1234")
        for line in (one.problem, *one.notes):
            self.assertTrue(line.isprintable())
        return one

    def assert_counts(self, one, text, *notes):
        self.assertEqual((one.text, one.problem), (text, ""))
        self.assertEqual(one.notes, notes)


class Whose(Found):
    def test_a_class_as_moodle_writes_it(self):
        drawn = written_class(3, self.folder / "class")
        handed_in = self.found(MADE)
        self.assertEqual(self.lines, [])
        self.assertEqual({name: one.text for name, one in handed_in.items()}, drawn.texts)
        for student in drawn.students:
            one = handed_in[student.identifier]
            self.assertEqual((one.name, one.problem, one.notes), (student.name, "", ()))
        # a zip of the folder is the same, in any order of its members
        members = [
            (path.relative_to(place), path.read_bytes())
            for place in (self.folder / "class", self.folder)
            for path in (self.folder / "class").rglob("*.py")
        ]
        half = len(members) // 2
        for those in (members[:half], members[half:]):
            path = self.folder / "all.zip"
            path.write_bytes(zipped({str(name): content for name, content in reversed(those)}))
            again, lines = found(MADE, path)
            self.assertEqual((again, lines), (list(handed_in.values()), []))

    def test_moodle_flat_blind_empty_and_typed(self):
        self.write(
            {
                "Анна Иванова_12_assignsubmission_file_lab2.py": RIGHT,
                "Participant_77_assignsubmission_file_/lab2.py": LINEAR,
                "Group A-Jo O'Neil_13_assignsubmission_file/Lab 2.PY": LINEAR,
                "Ян_14_assignsubmission_onlinetext_/onlinetext.html": "<p>def linear",
            }
        )
        (self.folder / "class" / "Zoe_15_assignsubmission_file_").mkdir()
        handed_in = self.found()
        names = {student: one.name for student, one in handed_in.items()}
        self.assertEqual(
            names,
            {
                "12": "Анна Иванова",
                "77": "Participant 77",
                "13": "Group A-Jo O'Neil",
                "14": "Ян",
                "15": "Zoe",
            },
        )
        self.assert_counts(handed_in["12"], RIGHT)
        self.assert_counts(handed_in["77"], LINEAR)
        self.assert_counts(handed_in["13"], LINEAR)
        self.assertIn("only onlinetext.html", handed_in["14"].problem)
        self.assertEqual(handed_in["15"].problem, "nothing was handed in")

    def test_canvas(self):
        self.write(
            {
                "doejane_LATE_12_501_lab2.py": OTHER,
                "doejane_LATE_12_502_lab2-1.py": LINEAR,
                "иванова_13_503_2_333_lab2-2.py": LINEAR,
                "anon_Ab3_504_7_lab2.py": RIGHT,
                "sydow_15_508_my\nlab2.py": OTHER,
                "roejo_14_505_lab2-Jo-20270101-101010-1.zip": zipped({"lab2.py": RIGHT}),
            }
        )
        handed_in = self.found()
        late = "the learning system's file name says LATE"
        counts = "lab2-1.py counts, the last of 2 tries"
        self.assertEqual(list(handed_in), ["12", "13", "14", "15", "anon_Ab3"])
        self.assert_counts(handed_in["12"], LINEAR, late, counts)
        self.assertEqual(handed_in["12"].name, "doejane")
        # what a student calls his file does not make it another's
        self.assert_counts(handed_in["13"], LINEAR)
        self.assert_counts(handed_in["14"], RIGHT)
        self.assert_counts(handed_in["anon_Ab3"], RIGHT)

    def test_by_hand(self):
        self.write(
            {
                "Иванов Пётр/lab2.py": RIGHT,
                "petrov.py": LINEAR,
                "lab2_Smith.py": LINEAR,
                "o'brien lab2.ipynb": notebook(code(LINEAR)),
                "lab2-Анна-20270101-101010.zip": zipped({"lab2.py": OTHER}),
                "lab2-Анна-20270102-091010 (1).zip": zipped({"lab2.py": LINEAR}),
                "lab2.py": RIGHT,
                "lab2-ru.ipynb": notebook(),
                "readme.txt": "",
                "con/lab2.py": RIGHT,
                ".DS_Store": "",
                "__MACOSX/._petrov.py": "",
            }
        )
        handed_in = self.found()
        names = {one.name: student for student, one in handed_in.items()}
        self.assertRegex(names.pop("Иванов Пётр"), r"^Ivanov-Petr-[0-9a-f]{8}$")
        self.assertRegex(names.pop("o'brien"), r"^o-brien-[0-9a-f]{8}$")
        self.assertRegex(names.pop("con"), r"^con-[0-9a-f]{8}$")
        anna = handed_in[names.pop("Анна")]
        self.assertEqual(names, {"petrov": "petrov", "Smith": "Smith"})
        counts = "lab2-Анна-20270102-091010 (1).zip counts, the last of 2 tries"
        self.assert_counts(anna, LINEAR, counts)
        self.assertEqual(
            [line.partition(" ")[0] for line in self.lines],
            ["lab2-ru.ipynb", "lab2.py", "readme.txt"],
        )

    def test_an_id_is_the_same_wherever_a_name_comes_from(self):
        composed, apart = (unicodedata.normalize(form, "Жёлудь Й") for form in ("NFC", "NFD"))
        self.assertNotEqual(composed, apart)
        self.write({f"{apart}/lab2.py": RIGHT})
        (student,) = self.found()
        path = self.folder / "class.zip"
        path.write_bytes(zipped({f"{composed}/lab2.py": RIGHT, "Boris/lab2.py": RIGHT}))
        self.assertIn(student, [one.student for one in found(LAB, path)[0]])
        self.assertNotIn(student, [one.student for one in found(LAB, self.folder)[0]])

    def test_names_in_a_zip_of_windows_are_read(self):
        name = "Иванов".encode("cp866").decode("cp437")
        content = zipped({"x" * 6 + "/lab2.py": RIGHT, "Boris/lab2.py": RIGHT})
        path = self.folder / "class.zip"
        path.write_bytes(content.replace(b"x" * 6, name.encode("cp437")))
        self.assertEqual([one.name for one in found(LAB, path)[0]], ["Boris", "Иванов"])

    def test_nobody_gets_the_id_of_another(self):
        self.write(
            {
                "Anna_12_assignsubmission_file_/lab2.py": RIGHT,
                # who calls himself Anna_12, or hands in 999_lab2.py
                "Anna_12_678_999_lab2.py": OTHER,
                "evil_13_678_888_lab2.py": OTHER,
                "victim_13_678_lab2.py": RIGHT,
                "honest_14_678_1_lab2.py": RIGHT,
                "Boris/lab2.py": RIGHT,
                "boris.py": OTHER,
                "Same Name/lab2.py": RIGHT,
                "Same-Name/lab2.py": OTHER,
            }
        )
        handed_in = self.found()
        self.assertEqual(len({name.casefold() for name in handed_in}), 9)
        for student, name, text in (
            ("12", "Anna", RIGHT),
            ("13", "victim", RIGHT),
            ("14", "honest", RIGHT),
        ):
            one = handed_in[student]
            self.assertEqual((one.name, one.text, one.notes), (name, text, ()))
        texts = {one.name: one.text for one in handed_in.values()}
        self.assertEqual((texts["Boris"], texts["boris"]), (RIGHT, OTHER))
        self.assertEqual((texts["Same Name"], texts["Same-Name"]), (RIGHT, OTHER))
        self.assertNotIn("boris", {name.casefold() for name in handed_in})
        self.assertEqual(len(self.lines), 3)
        self.assertRegex(self.lines[0], r": Anna \(12\), Anna \(12-[0-9a-f]{8}\)$")
        self.assertRegex(self.lines[2], r": evil \(13-[0-9a-f]{8}\), victim \(13\)$")
        # whoever else is there, in whatever order
        table = self.folder / "students.csv"
        table.write_text("file,id,name,language\n12,anna,,\nvictim,evil,,\n", encoding="utf-8")
        again = self.found(table=table)
        self.assertEqual((again["anna"].text, again["evil"].text), (RIGHT, RIGHT))


class Students(Found):
    def table(self, text, encoding="utf-8"):
        path = self.folder / "students.csv"
        path.write_bytes(text.encode(encoding))
        return path

    def test_the_table_decides(self):
        self.write(
            {
                f"{MOODLE}/lab2.py": RIGHT,
                "doejane_12_501_lab2.py": LINEAR,
                "Пётр/lab2.py": b"\xef\xf0\xe8\xe2\xe5\xf2",
                "Пётр 2.zip": zipped({"notes.txt": ""}),
                "guest.py": LINEAR,
            }
        )
        table = self.table(
            "\ufeffid;file;language;name\r\nanna;Анна Иванова;ru;Анна И.\r\njane;12;;\r\n"
            "petr;Пётр;ru;Пётр П.\r\npetr;Пётр 2.zip;ru;\r\n"
        )
        handed_in = self.found(table=table)
        self.assertEqual(self.lines, [f"guest.py is not in {table}"])
        self.assertEqual(list(handed_in), ["anna", "guest", "jane", "petr"])
        anna, guest, jane, petr = handed_in.values()
        self.assertEqual((anna.name, anna.language, anna.text), ("Анна И.", "ru", RIGHT))
        self.assertEqual((jane.name, jane.language), ("doejane", ""))
        self.assertEqual((guest.name, guest.language), ("guest", ""))
        self.assertEqual(
            petr.problem, "lab2.py, строка 1: кодировка не UTF-8; сохраните файл в UTF-8"
        )

    def test_what_is_wrong_in_it_is_said(self):
        self.write(
            {
                "Анна_1_assignsubmission_file_/lab2.py": RIGHT,
                "Анна_2_assignsubmission_file_/lab2.py": RIGHT,
            }
        )
        head = "file,id,name,language\n"
        for text, *words in (
            ("student,name\nanna,Anna\n", "expected the columns file, id"),
            (head + "a,../anna,,\n", "line 2", "'../anna'"),
            (head + "a,анна,,\n", "line 2", "Latin"),
            (head + "a,nul,,\n", "line 2", "'nul'"),
            (head + "a,anna,,de\n", "line 2", "'de'", "en or ru"),
            (head + "a,anna,,\na,boris,,\n", "line 3", "line 2"),
            (head + "a,anna,,\nb,Anna,,\n", "line 3", "'Anna'", "line 2"),
            (head + "Анна,anna,,\n", "line 2", "'Анна'", "2 students"),
        ):
            with self.subTest(text), self.refused("students.csv", *words):
                self.found(table=self.table(text))
        with self.refused("UTF-8"):
            self.found(table=self.table(head + "Анна,anna,,\n", "cp1251"))
        with self.refused("students.csv"):
            self.found(table=self.folder / "none" / "students.csv")


class Counts(Found):
    def test_one_file_of_functions(self):
        self.assert_counts(self.only({"lab2.py": "\ufeff" + RIGHT, "report.pdf": "%"}), RIGHT)

    def test_where_two_may_count_none_is_guessed(self):
        one = self.only({"mine.py": LINEAR, "final.py": OTHER})
        self.assertEqual(one.text, "")
        self.assertEqual(
            one.problem,
            "which counts? final.py, mine.py define functions of the lab: hand in one lab2.py",
        )

    def test_the_lab_s_own_name_decides(self):
        files = {"LAB2.py": LINEAR, "lab2_final.py": OTHER, "test_lab2.py": OTHER, "helper.py": ""}
        one = self.only(files | {"tests/lab2.py": OTHER})
        self.assert_counts(one, LINEAR, "lab2_final.py does not count: LAB2.py counts")

    def test_the_same_twice_is_no_question(self):
        one = self.only({"lab2.py": LINEAR, "all.zip": zipped({"test/lab2.py": LINEAR})})
        self.assert_counts(one, LINEAR)
        one = self.only({"lab2.py": LINEAR, "all.zip": zipped({"test/lab2.py": OTHER})})
        self.assertIn("lab2.py, all.zip/test/lab2.py define", one.problem)

    def test_a_handout_as_a_whole_is_no_question(self):
        copy = {"worker.py": "", "recipes/ops.py": OTHER, "given/lab2-en.py": OTHER}
        files = {f"mine/lab/assignments/{name}": text for name, text in copy.items()}
        files |= {"mine/lab/ops.py": OTHER, "mine/own/my lab.py": LINEAR}
        self.assert_counts(self.only({"all.zip": zipped(files)}), LINEAR)

    def test_what_is_no_python_is_said_with_its_line(self):
        for text, problem in (
            ("x = 1\ndef linear(:\n", "lab2.py, line 2: invalid syntax"),
            (LINEAR + "\0", "lab2.py: source code string cannot contain null bytes"),
            ("x = 1\n" + LINEAR + "# привет", None),
            (LINEAR.encode("utf-16"), "lab2.py, line 1: it is not UTF-8; save it as UTF-8"),
            ("# coding: utf-7\n" + LINEAR, "lab2.py, line 1: it is not UTF-8; save it as UTF-8"),
            (LINEAR + "-" * 200_000 + "1", "lab2.py: it is nested too deeply"),
            (LINEAR + "#" * 2**20, "lab2.py: it is longer than 1,048,576 bytes"),
            ("linear(1)\nlinear == 1", "lab2.py defines none of the lab's functions"),
            ("linear = relu = None", None),
            ("if True:\n    def linear(x): return x", None),
        ):
            with self.subTest(text[:40]):
                self.assertEqual(self.only({"lab2.py": text}).problem, problem or "")
        one = self.only({"lab2.py": ("x = 1\n" + LINEAR + "# привет").encode("cp1251")})
        self.assertEqual(one.problem, "lab2.py, line 4: it is not UTF-8; save it as UTF-8")

    def test_the_checksum_is_of_what_counts(self):
        before = self.only({"lab2.py": LINEAR}).checksum
        self.assertRegex(before, "^[0-9a-f]{64}$")
        self.assertEqual(self.only({"notes.txt": "more"}).checksum, before)
        asked = told("My answer", id="answer-1")
        self.assertNotEqual(self.only({"lab2-en.ipynb": notebook(asked)}).checksum, before)
        self.assertNotEqual(self.only({"lab2.py": OTHER, "lab2-en.ipynb": "{}"}).checksum, before)

    def test_russian(self):
        with speaking("ru"):
            one = self.only({"a.py": LINEAR, "b.py": OTHER})
            damaged = self.only({"lab2.py": "\n" * 1200 + "def linear(:\n"})
        self.assertIn("a.py, b.py", one.problem)
        self.assertIn("сдайте один lab2.py", one.problem)
        self.assertEqual(damaged.problem, "lab2.py, строка 1201: invalid syntax")


class Notebooks(Found):
    def test_its_functions_are_a_module(self):
        cells = [
            code("%load_ext autoreload\nimport lab\nimport lab2\nfrom lab2 import *"),
            code(["import numpy as np\n", "import IPython\n", "!pip install x"]),
            code("def linear(x, w, b):\n    return x @ w + b * EPSILON + Helper.z  # mine"),
            code('load = int; EPSILON = 1e-6; lab.check("2.1")\nfor i in range(10**9): print(i)'),
            code("WHOLE, x = load() + 1, 2\nx = load()\nb = x\nEPSILON = EPSILON / WHOLE"),
            code("y = linear(z, 1, 2)\nlab.own('made')"),
            code("%%time\n@np.vectorize\ndef relu(x):\n    return np.maximum(x, 0)"),
            code("from __future__ import annotations\nclass Helper:\n    pass\n\ndef small(): 0"),
            code("import seaborn\ndef plot(x):\n    seaborn.lineplot(relu(x))"),
            code("def sigmoid(x:"),
            code("%%bash\nrm -rf /"),
            {"cell_type": "code", "source": 5},
            told("def sigmoid(x): pass"),
            code("def relu(x):\n    %timeit\n    return x * (x > 0)"),
        ]
        one = self.only({"my.ipynb": notebook(*cells)})
        self.assert_counts(
            one,
            "from __future__ import annotations\n\n"
            "import numpy as np\n\n"
            "def linear(x, w, b):\n    return x @ w + b * EPSILON + Helper.z  # mine\n\n"
            "load = int\n\n"
            "EPSILON = 1e-06\n\n"
            "WHOLE, x = load() + 1, 2\n\n"
            "EPSILON = EPSILON / WHOLE\n\n"
            "@np.vectorize\ndef relu(x):\n    return np.maximum(x, 0)\n\n"
            "class Helper:\n    pass\n\n"
            "def relu(x):\n\n    return x * (x > 0)\n",
            "the functions are those in my.ipynb",
            "my.ipynb, cell 10: it is damaged",
            "my.ipynb, cell 12: it is damaged",
            "my.ipynb: of several relu the one in cell 14 counts",
        )
        names = {}
        exec(compile(one.text, "lab2.py", "exec"), names)
        self.assertEqual(list(names["relu"](x) for x in (-2.0, 3.0)), [0, 3])

    def test_a_file_counts_before_it(self):
        one = self.only({"lab2.py": LINEAR, "lab2-en.ipynb": notebook(code(OTHER))})
        self.assert_counts(
            one, LINEAR, "lab2-en.ipynb does not count: functions count in one file alone"
        )
        one = self.only({"lab2.py": "import lab\n"})
        self.assert_counts(one, OTHER, "the functions are those in lab2-en.ipynb")

    def test_what_is_none(self):
        for text, problem in (
            ("[" * 10**6, "nested too deeply"),
            ('{"cells": 1}', "it has no cells"),
            ("{", "Expecting"),
            (b"\xff\xfe{", "it is not UTF-8"),
            ('{"cells": []}' + " " * 2**23, "longer than"),
            (notebook(*[code("")] * 2001), "it has more than 2000 cells"),
            (notebook(code("x = 1\n" * 2**17)), "more is written in it than 262144 characters"),
        ):
            with self.subTest(text[:20]):
                one = self.only({"lab2.ipynb": text})
                self.assertTrue(one.problem.startswith("lab2.ipynb: "), one.problem)
                self.assertIn(problem, one.problem)
        one = self.only({"lab2.ipynb": notebook(code("x"))})
        self.assertEqual(
            one.problem, "there is no lab2.py, nor a notebook with its functions: only lab2.ipynb"
        )

    def test_answers_are_read_where_they_are_written(self):
        part = parts.find("made")
        for language in ("en", "ru"):
            with speaking(language):
                label = notebooks.answer_label()
                made = nbformat.reads(notebooks.notebook(LAB, part, self.folder), as_version=4)
            by_name = {cell.id: cell for cell in made.cells}
            by_name["answer-1"].source = f"{label}\n\nBecause of $g$,\n<b>not</b> w.\x07"
            place = made.cells.index(by_name["answer-2"])
            made.cells.insert(place + 1, nbformat.v4.new_markdown_cell("Second\tone"))
            expected = {1: "Because of $g$,\n<b>not</b> w.\\x07", 2: "Second  one"}
            with self.subTest(language):
                one = self.only({"lab2.py": LINEAR, "lab2-en.ipynb": nbformat.writes(made)})
                self.assertEqual(one.answers, expected)
            for cell in made.cells:
                del cell["id"]
            with self.subTest(language, without="names"):
                one = self.only({"lab2.py": LINEAR, "lab2-en.ipynb": json.dumps(made)})
                self.assertEqual(one.answers, expected)

    def test_answers_of_two_notebooks_and_none(self):
        files = {
            "lab2-en.ipynb": notebook(told("One", id="answer-1"), told("x" * 10**5, id="answer-2")),
            "lab2-ru.ipynb": notebook(told("Один", id="answer-1"), told("a", id="answer-99")),
        }
        one = self.only({"lab2.py": "def linear(:", **files})
        self.assertEqual(one.answers, {1: "One\n\nОдин\n\na", 2: "x" * 20_000})
        self.assertIn("line 1", one.problem)
        with speaking("ru"):
            made = notebooks.notebook(LAB, parts.find("made"), self.folder)
        one = self.only({"lab2-en.ipynb": made, "lab2-ru.ipynb": made})
        self.assertEqual(one.answers, {})


class Hostile(Found):
    def test_archives_that_lead_elsewhere_are_only_read(self):
        link = zipfile.ZipInfo("b.py")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        content = zipped(
            {"../../lab2.py": OTHER, "/lab2.py": LINEAR, "a\\..\\x.py": OTHER, link: "/etc/passwd"}
        )
        before = sorted(self.folder.rglob("*"))
        one = self.only({"all.zip": content})
        path = "its path is none of a file in an archive"
        self.assert_counts(
            one,
            LINEAR,
            f"all.zip/../../lab2.py does not count: {path}",
            f"all.zip/a/../x.py does not count: {path}",
            "all.zip/b.py does not count: it is a link",
        )
        self.assertEqual(len(sorted(self.folder.rglob("*"))), len(before) + 3)

    def test_links_devices_and_pipes_are_left(self):
        secret = self.folder / "secret.py"
        secret.write_text(OTHER)
        self.write({f"{MOODLE}/lab2.py": LINEAR, "Boris/x.txt": ""})
        place = self.folder / "class" / MOODLE
        (place / "z.py").symlink_to(secret)
        (place / "folder").symlink_to(self.folder)
        os.mkfifo(place / "y.py")
        (self.folder / "class" / "Boris" / "lab2.py").symlink_to(secret)
        (self.folder / "class" / "Vera").symlink_to(self.folder)
        handed_in = self.found()
        notes = handed_in["1234"].notes
        self.assertEqual(handed_in["1234"].text, LINEAR)
        self.assertEqual([note.partition(" ")[0] for note in notes], ["y.py", "z.py", "folder"])
        self.assertEqual(handed_in["Boris"].problem, "lab2.py: it is a link")
        self.assertIn("Vera", self.lines[0])
        self.assertEqual(len(handed_in), 2)

    def test_bombs(self):
        bomb = zipped({"lab2.py": b"#" * 2**26})
        self.assertLess(len(bomb), 2**17)
        self.assertEqual(
            self.only({"lab2.zip": bomb}).problem,
            "lab2.zip/lab2.py: it is longer than 1,048,576 bytes",
        )
        lying = bomb.replace((2**26).to_bytes(4, "little"), (100).to_bytes(4, "little"))
        self.assertIn("lab2.zip/lab2.py: ", self.only({"lab2.zip": lying}).problem)
        deep = zipped({"lab2.py": LINEAR})
        for _ in range(3):
            deep = zipped({"more.zip": deep})
        one = self.only({"lab2.zip": deep})
        self.assertIn("archives within archives", one.problem)
        self.assert_counts(
            self.only({"lab2.zip": zipped({"a.zip": zipped({"lab2.py": LINEAR})})}), LINEAR
        )
        listed = struct.pack("<4s42x", b"PK\x01\x02") * 60_000
        end = struct.pack("<4s4xHHLLH", b"PK\x05\x06", 60_000, 60_000, len(listed), 0, 0)
        one = self.only({"lab2.zip": listed + end})
        self.assertEqual(one.problem, "lab2.zip: there are more than 50000 files")
        many = zipped({f"{place}.py": f"{OTHER}#{place}" for place in range(3000)})
        one = self.only({"lab2.zip": many})
        self.assertIn("and 1995 more define", one.problem)
        self.assertLess(len(one.problem), 300)
        beside = {f"aaa/{place}.py": "" for place in range(3000)}
        one = self.only({"lab2.zip": zipped(beside | {"work/lab2.py": LINEAR})})
        self.assertEqual(one.text, LINEAR)
        self.assertIn("there are more than 2000 files", one.notes[0])
        with mock.patch.object(contents, "MOST_BYTES", 1000):
            one = self.only({"lab2.zip": zipped({"lab2.py": LINEAR + "#" * 2000})})
        self.assertIn("longer than", one.problem)

    def test_broken_and_encrypted_archives(self):
        whole = zipped({"lab2.py": LINEAR})
        encrypted = bytearray(whole)
        for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            encrypted[whole.index(mark) + offset] |= 1
        damaged = bytearray(whole)
        damaged[40] ^= 255
        for content, problem in (
            (bytes(encrypted), "lab2.zip/lab2.py: it is encrypted"),
            (whole[:-30], "lab2.zip: File is not a zip file"),
            (b"Rar!", "lab2.zip: File is not a zip file"),
            (bytes(damaged), "lab2.zip/lab2.py: "),
            (b"", "lab2.zip: File is not a zip file"),
        ):
            with self.subTest(problem):
                one = self.only({"lab2.zip": content})
                self.assertTrue(one.problem.startswith(problem), one.problem)
        self.assert_counts(
            self.only({"lab2.py": LINEAR}),
            LINEAR,
            "lab2.zip does not count: File is not a zip file",
        )

    def test_names_are_printable(self):
        name = "<script>\x1b[31m\n.py"
        self.write(
            {f"{MOODLE}/{name}": OTHER, f"{MOODLE}/lab2.py": LINEAR, "<b>\x07/lab2.py": RIGHT}
        )
        handed_in = self.found()
        (note,) = handed_in["1234"].notes
        self.assertTrue(note.startswith(r"<script>\x1b[31m\n.py does not count"), note)
        (other,) = [one for one in handed_in.values() if one.student != "1234"]
        self.assertRegex(other.student, "^b-x07-[0-9a-f]{8}$")
        self.assertEqual(other.name, r"<b>\x07")
        archive = zipped({"lab2.py": LINEAR, "aXb.py": OTHER}).replace(b"aXb.py", b"a\0b.py")
        self.write({"Vera/lab2.zip": archive})
        one = self.found()["Vera"]
        note = "lab2.zip/a does not count: its path is none of a file in an archive"
        self.assert_counts(one, LINEAR, note)

    def test_what_cannot_be_read_stops_alone_that_student(self):
        self.write({"a/lab2.zip": "x", "b/lab2.ipynb": "[", "c/lab2.py": "(", "d/lab2.py": RIGHT})
        handed_in = self.found()
        self.assertEqual(
            [bool(one.text) for one in handed_in.values()], [False, False, False, True]
        )
        for path in (self.folder / "none", self.folder / "class" / "c" / "lab2.py"):
            with self.refused(str(path), "expected a folder, or a zip of one"):
                found(LAB, path)

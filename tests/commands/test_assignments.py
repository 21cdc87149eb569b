import subprocess
import sys
from pathlib import Path

from lab.assignments.labs import framework
from lab.assignments.stubs import solution_file, stub_file
from lab.commands import assignments
from lab.commands.hand_in import hand_in
from lab.languages import speaking
from tests.support.helpers import ROOT, LabTest

WRONG = "db = tf.reduce_sum(g, axis=0)", "db = g"


class Student(LabTest):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        self.file = self.work / "lab2.py"

    def write(self, text):
        self.work.mkdir(exist_ok=True)
        self.file.write_text(text, encoding="utf-8")

    def test_the_first_check_writes_the_file_and_checks_nothing(self):
        lines = list(assignments.check("2", self.work))
        self.assertIn("lab2.py", lines[0])
        self.assertIn("lab2-en.ipynb", lines[1])
        self.assertIn("lab2-ru.ipynb", lines[1])
        self.assertIn("--check 2.1", lines[2])
        text = self.file.read_text(encoding="utf-8")
        self.assertEqual(text, stub_file(framework.LAB))
        head = text.removeprefix('"""A framework by hand\n\n').partition('\n"""')[0]
        told = " ".join(head.split())
        self.assertTrue(told.startswith(framework.LAB.introduction))
        self.assertTrue(told.endswith("use what you like."))

    def test_a_check_tells_points_the_first_wrong_entry_and_the_mistake(self):
        self.write(solution_file(framework.LAB).replace(*WRONG))
        lines = list(assignments.check("2.1", self.work))
        self.assertEqual(lines[0], "2.1 linear   9/12")
        failed = next(line for line in lines if "FAIL" in line)
        self.assertRegex(failed, r"^  FAIL +dL/db +expected the shape .* 0/3$")
        text = " ".join(" ".join(lines).split())
        self.assertIn("b is added to every image of the batch, so that dL/db sums over B.", text)
        self.assertEqual(lines[-1], "9 of 12 points")
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertTrue(
            any(line.endswith("9 of 12 points") for line in assignments.exercises(self.work))
        )
        with speaking("ru"):
            self.assertIn("9 из 12", "\n".join(assignments.exercises(self.work)))

    def test_hints_are_told_one_by_one_and_the_last_is_the_answer(self):
        told = [list(assignments.hint("2.1", self.work)) for _ in range(4)]
        self.assertEqual([sum("Hint" in line for line in lines) for lines in told], [1, 2, 3, 3])
        self.assertNotIn("x^T g", "\n".join(told[1]))
        self.assertIn("dL/dw = x^T g", "\n".join(told[2]))
        with self.refused("--hint 2", "such as 2.1"):
            list(assignments.hint("2", self.work))

    def test_a_file_that_is_no_python_is_told_at_once_with_its_line(self):
        self.write("import math\n\ndef linear(:\n")
        with self.refused(f"{self.file}, line 3: invalid syntax"):
            list(assignments.check("2", self.work))

    def test_functions_that_are_missing_or_take_other_arguments_are_told_by_name(self):
        self.write("import math\n\n\ndef linear(x, w):\n    return x @ w\n")
        lines = list(assignments.check("2.1", self.work))
        failed = " ".join(" ".join(lines).split())
        self.assertIn("TypeError: linear() takes 2 positional", failed)
        self.assertIn("(line 4 of lab2.py)", failed)
        lines = list(assignments.check("2.2", self.work))
        self.assertIn("lab2.py has no function relu", lines[1])

    def test_an_experiment_on_one_s_own_functions_calls_them(self):
        with self.refused("no function is written"):
            assignments.run_on_own(["--part", "made"], self.work)
        right = "y = tf.maximum(x, tf.zeros([], x.dtype))"
        broken = solution_file(framework.LAB).replace(right, "y = x / None")
        self.write(broken)
        command = [sys.executable, ROOT / "run_lab.py", "--part", "made", "--own", "--smoke"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        line = broken[: broken.index("y = x / None")].count("\n") + 1
        self.assertIn(f"lab2.py, line {line}: ", done.stderr.splitlines()[-1])
        self.assertIn("2.1, 2.2", done.stdout)

    def test_unknown_numbers_name_the_known_ones(self):
        for number, known in {"9": "choose 1, 2, 3", "2.99": "2.1, 2.2", "": "choose"}.items():
            with self.refused(known):
                list(assignments.check(number, self.work))

    def test_nothing_of_a_student_is_changed_by_any_command(self):
        self.write(text := solution_file(framework.LAB))
        for lines in (
            assignments.exercises(self.work),
            assignments.check("2.2", self.work),
            assignments.hint("2.2", self.work),
        ):
            list(lines)
        list(hand_in("2", self.work, self.folder))
        self.assertEqual(self.file.read_text(encoding="utf-8"), text)
        self.assertEqual(
            {path.name for path in Path(self.work).iterdir()}, {"lab2.py", ".lab2.json"}
        )

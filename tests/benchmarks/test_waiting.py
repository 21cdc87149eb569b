import json
import sys
from pathlib import Path
from unittest import mock

from lab.benchmarks import waiting
from lab.benchmarks.stages.timed import STAGES
from tests.support.helpers import LabTest, quiet

STAGES_OF_A_RUN = {"TensorFlow": 2.0, "updates": 1.5}


class Waiting(LabTest):
    def measured(self, seconds, mnist=None, dataset=None):
        """(rows, commands, printed) where each command takes the next of these seconds."""
        left, commands = iter(seconds), []

        def run(command):
            commands.append(command[1:])
            if "-m" in command:
                at = 0 if "--smoke" in command else 3.0
                first = {"at": at, "stages": {"TensorFlow": 2.0}} if "--part" in command else None
                found = {"first": first, "end": {"at": 0.0, "stages": STAGES_OF_A_RUN}}
                Path(command[3]).write_text(json.dumps(found), encoding="utf-8")
            return next(left), {}

        with (
            mock.patch.object(waiting, "_wall", side_effect=run),
            mock.patch.object(waiting.time, "time", return_value=0.5),
            mock.patch.object(waiting.data, "load_beside", return_value=mnist),
            quiet() as (printed, _),
        ):
            rows = waiting.measure(dataset, "data")["runs"]
        return rows, commands, printed.getvalue()

    def test_every_row_sums_to_its_wall_clock(self):
        # three rounds of import and smoke, the digits, three rounds of figures and report
        seconds = [0.3, 0.1, 0.2, 9, 7, 8, 60, 5, 6, 7, 11, 13, 12]
        rows, _, printed = self.measured(seconds)
        walls = {name: row["seconds"] for name, row in rows.items()}
        self.assertEqual(
            walls,
            {
                "import lab": 0.2,
                "smoke": 8,
                "digits, first progress": 2.5,
                "digits": 60,
                "--figures": 6,
                "--report": 12,
            },
        )
        for name, row in rows.items():
            with self.subTest(name):
                self.assertEqual(set(row["stages"]), {*STAGES, "rest"})
                self.assertAlmostEqual(sum(row["stages"].values()), row["seconds"])
        self.assertEqual(rows["smoke"]["rounds"], [9, 7, 8])
        self.assertEqual(rows["digits"]["rounds"], [60])
        self.assertAlmostEqual(rows["digits"]["stages"]["rest"], 56.5)
        self.assertAlmostEqual(rows["digits, first progress"]["stages"]["rest"], 0.5)
        self.assertIn("MNIST is not here", printed)
        self.assertRegex(printed, r"digits +1 +60\.00 +2\.00 .* 56\.50\n")

    def test_mnist_is_measured_where_it_is_found(self):
        rows, commands, _ = self.measured(range(1, 15), mnist="found")
        self.assertEqual(list(rows)[2:6:2], ["digits, first progress", "mnist, first progress"])
        trained = [command[command.index("--dataset") + 1] for command in commands[6:8]]
        self.assertEqual(trained, ["digits", "mnist"])
        self.assertEqual(commands[7][-4:-2], ["--data-dir", "data"])
        # figures and report are of the first
        self.assertTrue(all("digits" in command for command in commands[8:]))

    def test_a_given_data_set_is_the_only_one(self):
        rows, _, _ = self.measured(range(1, 14), mnist="found", dataset="mnist")
        self.assertEqual(
            list(rows),
            ["import lab", "smoke", "mnist, first progress", "mnist", "--figures", "--report"],
        )

    def test_a_command_that_fails_is_named_with_its_reason(self):
        script = "import sys; print('broken', file=sys.stderr); sys.exit(2)"
        with self.refused("failed: broken"), quiet():
            waiting._wall([sys.executable, "-c", script])

    def test_a_process_is_timed_and_finds_the_lab_from_anywhere(self):
        with quiet():
            seconds, stages = waiting._wall([sys.executable, "-c", "import lab"])
        self.assertGreater(seconds, 0)
        self.assertEqual(stages, {})

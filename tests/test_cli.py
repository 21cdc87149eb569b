import unittest
from unittest import mock

import lab
from lab.parts import PARTS
from tests.helpers import CliTest, fresh_python, run_cli, write_npz


def trained(context):
    raise AssertionError("trained before all was checked")


class BadRuns(CliTest):
    DIGITS = ("--part", "vae", "--dataset", "digits", "--smoke")

    def setUp(self):
        super().setUp()
        # no judge is asked before the first training has ended
        self.enterContext(mock.patch("lab.parts.experiment.Context.judge", return_value=(None, 1)))

    def test_results_cannot_be_written(self):
        self.out.write_text("a file")
        self.refuses(self.DIGITS, "cannot write", str(self.out), "--out")
        self.out = self.out / "below"
        self.refuses(self.DIGITS, "cannot write", str(self.out), "--out")

    def test_a_loss_that_is_not_a_number(self):
        small = [
            f"--set={name}_layers=4" for name in ("encoder", "decoder", "digit_classification")
        ]
        arguments = (*self.DIGITS, *small, "--set", "learning_rate=1e30")
        self.refuses(arguments, "epoch 1", "learning_rate")

    def test_a_state_of_another_run(self):
        state = self.out / "runs" / "digits" / "vae@smoke" / "sheet.state.npz"
        state.parent.mkdir(parents=True)
        state.write_bytes(b"no state")
        self.refuses((*self.DIGITS, "--resume"), str(state), "damaged")

    def test_stopped_by_hand_it_says_how_to_go_on(self):
        with mock.patch("lab.runner.run", side_effect=KeyboardInterrupt):
            for resume in ((), ("--resume",)):
                code, _, errors = run_cli("--part", "vae", "--out", "my folder", *resume)
                self.assertEqual(code, 130)
                self.assertEqual(
                    errors.strip(),
                    "run_lab: stopped; go on with: "
                    "python run_lab.py --part vae --out 'my folder' --resume",
                )

    def test_bugs_of_ours_are_not_hidden(self):
        with (
            mock.patch("lab.runner.run", side_effect=ZeroDivisionError),
            self.assertRaises(ZeroDivisionError),
        ):
            run_cli("--part", "vae")


class RealProcess(CliTest):
    def test_one_line_and_code_2(self):
        for arguments, words in (
            (("--part", "nope"), ("unknown part 'nope'",)),
            (("--part", "vae", "--data-dir", self.data), ("mnist.npz",)),
        ):
            with self.subTest(arguments):
                process = fresh_python("run_lab.py", "--out", self.out, *arguments)
                self.assert_one_line(process.returncode, process.stderr, words)
                self.assertEqual(process.stdout, "")
                self.assertEqual(self.files(), [])

    def test_the_list(self):
        process = fresh_python("run_lab.py")
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        for part in PARTS:
            self.assertRegex(process.stdout, rf"(?m)^  {part.name} +{part.question[:20]}")
            self.assertIn(part.source, process.stdout)


class Options(CliTest):
    def test_all_reach_the_run(self):
        with mock.patch("lab.runner.run", side_effect=KeyboardInterrupt) as run:
            run_cli(
                *("--part", "vae", "--dataset", "digits", "--data-dir", "d", "--seed", "3"),
                *("--epochs", "2", "--set", "beta=4", "--set", "z_dim=2", "--smoke", "--resume"),
                *("--out", "o"),
            )
        run.assert_called_once_with(
            "vae",
            dataset="digits",
            data_dir="d",
            seed=3,
            epochs="2",
            beta="4",
            z_dim="2",
            smoke=True,
            resume=True,
            out="o",
        )

    def test_all_runs_every_part(self):
        with mock.patch("lab.runner.redraw", return_value=[]) as redraw:
            self.assertEqual(run_cli("--part", "all", "--figures"), (0, "", ""))
        self.assertEqual([call.args for call in redraw.mock_calls], [(p.name,) for p in PARTS])

    def test_a_warning_is_a_line(self):
        arrays = write_npz(self.data / "mnist.npz")
        code, _, errors = run_cli(
            *("--part", "vae", "--data-dir", self.data, "--seed", "-1", "--out", self.out)
        )
        lines = errors.splitlines()
        self.assertEqual(code, 2)
        self.assertEqual(len(lines), len(arrays) + 1)
        for line in lines[:-1]:
            self.assertRegex(line, "^run_lab: warning: .* of mnist in .* results will not compare$")


class Notebook(unittest.TestCase):
    def test_run_is_the_same_run(self):
        with mock.patch("lab.runner.run", return_value="a result") as run:
            self.assertEqual(lab.run("vae", beta=4), "a result")
        run.assert_called_once_with("vae", beta=4)

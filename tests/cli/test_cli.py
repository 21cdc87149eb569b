import dataclasses
import os
import unittest
from pathlib import Path
from unittest import mock

import lab
from lab.commands.options import RunOptions
from lab.commands.sweep.means import Mean
from lab.commands.sweep.run_sweep import Sweep
from lab.errors import LabError
from lab.languages import measured
from lab.parts import PARTS
from tests.support.helpers import CliTest, fresh_python, run_cli
from tests.support.mnist_files import write_npz
from tests.support.smoke_runs import smoke_run


def trained(context):
    raise AssertionError("trained before all was checked")


class BadOptions(CliTest):
    def test_what_does_not_exist(self):
        for arguments, words in (
            (("--part", "vea"), ("unknown part 'vea'", "vae")),
            (("--part", "vae,vea", "--smoke"), ("unknown part 'vea'", "vae")),
            (("--part", "vae", "--dataset", "svhn"), ("'svhn'", "mnist, fashion_mnist")),
            (("--part", "vae", "--set", "zdim=3"), ("'zdim'", "z_dim", "learning_rate")),
            (("--prat", "vae"), ("unrecognized arguments: --prat", "--help")),
            (("--part",), ("--part", "expected one argument")),
            (
                ("--part", "vae", "--dataset", "digits", "--strategy", "multiworker"),
                ("unknown strategy 'multiworker'", "mirrored", "MultiWorkerMirroredStrategy"),
            ),
        ):
            with (
                self.subTest(arguments),
                mock.patch("lab.parts.vae.experiment.run", side_effect=trained),
            ):
                self.refuses(arguments, *words)

        code, _, errors = run_cli("--bench", "vea")
        self.assert_one_line(code, errors, ("unknown benchmark 'vea'", "vae"))

    def test_what_was_meant_is_suggested(self):
        for arguments, meant in (
            (("vae",), "--part vae"),
            (("vae", "made"), "--part vae,made"),
            (("--vae",), "--part vae"),
            (("--part", "vae,", "made"), "--part made"),
            (("--part", "vae", "beta=4"), "--set beta=4"),
            (("--part", "vae", "--beta", "4"), "--set beta=4"),
            (("--part", "vae", "--learning-rate=0.1"), "--set learning_rate=0.1"),
            (("--part", "vae", "--z_dim"), "--set z_dim=VALUE"),
            (("--prat", "vae"), "--part"),
        ):
            with self.subTest(arguments):
                self.refuses(arguments, f"did you mean {meant}", "--help")

    def test_options_of_the_command_line_are_no_parameters(self):
        for name in ("seed", "smoke", "resume", "dataset", "data_dir", "out", "part"):
            with (
                self.subTest(name),
                mock.patch("lab.parts.vae.experiment.run", side_effect=trained),
            ):
                arguments = ("--part", "vae", "--dataset", "digits", "--set", f"{name}=1")
                self.refuses(arguments, f"unknown parameter {name!r}", "z_dim")

    def test_values_that_cannot_be(self):
        for setting, words in (
            ("z_dim=ten", ("z_dim='ten'", "an integer")),
            ("z_dim=0", ("z_dim=0", "at least 1")),
            ("learning_rate=-0.1", ("learning_rate=-0.1", "above 0")),
            ("learning_rate=fast", ("learning_rate='fast'", "a number")),
            ("beta=nan", ("beta='nan'", "a number")),
            ("epochs=0", ("epochs=0", "at least 1")),
            ("encoder_layers=128,x", ("encoder_layers='128,x'", "commas")),
            ("activation=swoosh", ("activation=swoosh", "sigmoid, tanh")),
            ("z_dim", ("'z_dim'", "NAME=VALUE")),
            ("=3", ("'=3'", "NAME=VALUE")),
        ):
            with self.subTest(setting):
                self.refuses(("--part", "vae", "--set", setting), *words)
        self.refuses(("--part", "vae", "--epochs", "0"), "epochs=0", "at least 1")
        self.refuses(("--part", "vae", "--epochs", "1e3"), "epochs='1e3'", "an integer")

    def test_seeds(self):
        digits = ("--part", "vae", "--dataset", "digits")
        self.refuses((*digits, "--seed", "-1"), "seed", "-1", "an integer from 0")
        self.refuses((*digits, "--seed", str(2**31)), "seed", str(2**31))
        self.refuses((*digits, "--seed", "one"), "--seed", "'one'")

    def test_options_that_name_nothing(self):
        for option in ("part", "dataset", "data-dir", "out", "title", "json", "bench", "compare"):
            for nothing in ("", " "):
                with self.subTest(option, nothing=nothing):
                    arguments = ("--part", "vae", "--dataset", "digits", f"--{option}", nothing)
                    self.refuses(arguments, f"--{option}", "received nothing")

    def test_names_that_no_file_can_have(self):
        for option in ("--dataset", "--data-dir", "--out"):
            with self.subTest(option):
                self.refuses(("--part", "vae", option, "x" * 5_000), "File name too long")

    def test_folders_that_lead_to_themselves(self):
        loop = self.folder / "loop"
        loop.symlink_to(loop)
        for option, words in (
            ("--dataset", "unknown data set"),
            ("--data-dir", "does not exist"),
            ("--out", "loop"),
        ):
            with self.subTest(option):
                self.refuses(("--part", "vae", "--smoke", option, loop), str(loop), words)

    def test_options_that_nothing_asked_for_reads(self):
        part, figures = ("--part", "vae"), ("--part", "vae", "--figures")
        compare, bench = ("--compare", "vae", "vae@beta=4"), ("--bench", "vae")
        for asked, options, readers in (
            ((), ("--smoke",), "--part or --figures or --report"),
            ((), ("--resume",), "--part"),
            ((), ("--set", "beta=4"), "--part or --figures"),
            ((), ("--seed", "3"), "--part or --figures"),
            ((), ("--epochs", "2"), "--part or --figures"),
            ((), ("--dataset", "digits"), "--part"),
            ((), ("--data-dir", "d"), "--part or --bench"),
            (bench, ("--lang", "ru"), "--part or --figures or --report or --compare"),
            (part, ("--metrics", "kl"), "--compare or --sweep"),
            ((), ("--out", "o"), "--part"),
            ((), ("--json", "times.json"), "--bench"),
            ((), ("--title", "title.toml"), "--report"),
            (part, ("--json", "times.json"), "--bench"),
            (part, ("--title", "title.toml"), "--report"),
            (figures, ("--resume",), "--part"),
            (figures, ("--data-dir", "d"), "--part"),
            (("--report",), ("--seed", "3"), "--part"),
            (("--report",), ("--set", "beta=4"), "--part"),
            (("--report",), ("--data-dir", "d"), "--part"),
            (compare, ("--smoke",), "--part"),
            (compare, ("--dataset", "mnist"), "--part"),
            (bench, ("--smoke",), "--part"),
            (bench, ("--epochs", "2"), "--part"),
            (bench, ("--out", "o"), "--part"),
        ):
            with self.subTest(asked=asked, options=options):
                code, _, errors = run_cli(*asked, *options)
                words = (options[0], "has no effect", f"belongs to {readers}")
                self.assert_one_line(code, errors, words)
        self.refuses(("--figures",), "--figures requires --part")

    def test_what_is_not_done_together(self):
        for arguments in (
            ("--part", "vae", "--compare", "vae", "vae@beta=4"),
            ("--report", "--compare", "vae", "vae@beta=4"),
            ("--part", "vae", "--bench", "vae"),
            ("--bench", "vae", "--report"),
        ):
            with self.subTest(arguments):
                self.refuses(arguments, "cannot be combined", arguments[0])

    def test_sweeps(self):
        sweep = ("--sweep", "beta=1,2")
        for arguments, words in (
            (sweep, ("--part",)),
            (("--seeds", "2"), ("--part",)),
            (("--part", "vae", "--seeds", "2", "--resume"), ("--resume with --sweep",)),
            (("--part", "all", *sweep), ("one part",)),
            (("--part", "vae,made", *sweep), ("one part",)),
            (("--part", "vea", *sweep), ("unknown part 'vea'",)),
            (("--part", "vae", "--sweep", "beta"), ("'beta'", "NAME=VALUE")),
            (("--part", "vae", "--sweep", "beta="), ("beta=''", "a number")),
            (("--part", "vae", *sweep, *sweep), ("--sweep beta", "twice")),
            (("--part", "vae", *sweep, "--set", "beta=3"), ("beta", "fixed value")),
            (("--part", "vae", *sweep, "--seeds", "0"), ("--seeds", "'0'", "positive integer")),
            (("--part", "vae", *sweep, "--seeds", "all"), ("--seeds", "'all'")),
            (("--part", "vae", *sweep, "--cpus-per-run", "0"), ("--cpus-per-run", "'0'")),
            (("--part", "vae", *sweep, "--figures"), ("cannot be combined",)),
            (("--part", "vae", *sweep, "--resume"), ("--resume with --sweep has no effect",)),
            (("--part", "vae", *sweep, "--dataset", "svhn"), ("'svhn'",)),
        ):
            with (
                self.subTest(arguments),
                mock.patch("lab.parts.vae.experiment.run", side_effect=trained),
            ):
                self.refuses(arguments, *words)

    def test_figures_before_any_run(self):
        figures = ("--part", "vae", "--figures")
        for arguments, words in (
            (figures, ("no run vae in",)),
            ((*figures, "--dataset", "mnist"), ("no run", "mnist")),
            ((*figures, "--set", "beta=4"), ("no run vae@beta=4",)),
            ((*figures, "--seed", "3", "--smoke"), ("no run vae@smoke,seed=3",)),
        ):
            with self.subTest(arguments):
                self.refuses(arguments, "nothing to redraw", "run it first", *words)


class BadRuns(CliTest):
    DIGITS = ("--part", "vae", "--dataset", "digits", "--smoke")

    def setUp(self):
        super().setUp()
        # no judge is asked before the first training has ended
        self.enterContext(
            mock.patch("lab.experiment.context.Context.judge", return_value=(None, 1))
        )

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
        state = self.out / "runs" / "digits" / "vae@smoke" / "sheet+plain.state.npz"
        state.parent.mkdir(parents=True)
        state.write_bytes(b"no state")
        self.refuses((*self.DIGITS, "--resume"), str(state), "damaged")

    def test_stopped_by_hand_it_says_how_to_go_on(self):
        with mock.patch("lab.commands.run.run_part", side_effect=KeyboardInterrupt):
            for resume in ((), ("--resume",)):
                code, _, errors = run_cli("--part", "vae", "--out", "my folder", *resume)
                self.assertEqual(code, 130)
                self.assertEqual(
                    errors.strip().splitlines(),
                    [
                        "run_lab: stopped",
                        "continue with:",
                        "  python run_lab.py --part vae --out 'my folder' --resume",
                    ],
                )

    def test_of_several_parts_all_go_on(self):
        for parts in ("vae,made", "all"):
            with mock.patch("lab.commands.run.run_part", side_effect=KeyboardInterrupt) as run:
                code, _, errors = run_cli("--part", parts, "--smoke", "--report")
            self.assertEqual((code, run.call_count), (130, 1))
            self.assertEqual(
                errors.splitlines()[-1],
                f"  python run_lab.py --part {parts} --smoke --report --resume",
            )

    def test_what_cannot_be_resumed_is_only_stopped(self):
        for arguments, does_it in (
            (("--part", "vae", "--figures"), "lab.commands.redraw.redraw_runs"),
            (("--report",), "lab.commands.report.write_report"),
            (("--compare", "vae", "vae@beta=4"), "lab.commands.compare.compare_runs"),
            (("--bench", "vae"), "lab.commands.bench.run_benchmark"),
        ):
            with mock.patch(does_it, side_effect=KeyboardInterrupt):
                code, _, errors = run_cli(*arguments)
            self.assertEqual((code, errors), (130, "\nrun_lab: stopped\n"))

    def test_a_sweep_goes_on_by_the_same_command(self):
        for words in (("--sweep", "beta=1,2"), ("--seeds", "8")):
            with mock.patch(
                "lab.commands.sweep.run_sweep.run_sweep", side_effect=KeyboardInterrupt
            ):
                code, _, errors = run_cli("--part", "vae", *words)
            self.assertEqual(code, 130)
            command = f"python run_lab.py --part vae {' '.join(words)}"
            self.assertEqual(errors, f"\nrun_lab: stopped\ncontinue with:\n  {command}\n")

    def test_a_run_whose_output_nobody_reads_stops_and_says_how_to_go_on(self):
        command = "import sys; from lab import cli; from unittest import mock; closed = "
        command += "mock.patch('lab.commands.run.run_part', side_effect=BrokenPipeError)\n"
        command += "with closed: sys.exit(cli.main(['--part', 'vae']))"
        process = fresh_python("-c", command)
        self.assertEqual(process.returncode, 2)
        self.assertEqual(
            process.stderr.splitlines(),
            [
                "run_lab: stopped: nobody reads its output any more",
                "continue with:",
                "  python run_lab.py --part vae --resume",
            ],
        )

    def test_bugs_of_ours_are_not_hidden(self):
        with (
            mock.patch("lab.commands.run.run_part", side_effect=ZeroDivisionError),
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

    def test_a_terminal_that_cannot_show_every_sign(self):
        with mock.patch.dict(os.environ, {"PYTHONIOENCODING": "ascii:strict"}):
            process = fresh_python("run_lab.py", "--help")
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        self.assertIn("--part NAME[,NAME...]", process.stdout)

    def test_the_list(self):
        process = fresh_python("run_lab.py")
        self.assertEqual((process.returncode, process.stderr), (0, ""))
        for part in PARTS:
            self.assertRegex(process.stdout, rf"(?m)^  {part.name} +{part.question[:20]}")
            self.assertIn(part.source, process.stdout)


class Options(CliTest):
    def test_all_reach_the_run(self):
        with mock.patch("lab.commands.run.run_part", side_effect=KeyboardInterrupt) as run:
            run_cli(
                *("--part", "vae", "--dataset", "digits", "--data-dir", "d", "--seed", "3"),
                *("--epochs", "2", "--set", "beta=4", "--set", "z_dim=2", "--smoke", "--resume"),
                *("--out", "o", "--lang", "ru", "--strategy", "mirrored", "--mixed-precision"),
            )
        run.assert_called_once_with(
            "vae",
            {"epochs": "2", "beta": "4", "z_dim": "2"},
            RunOptions(
                dataset="digits",
                data_dir="d",
                seed=3,
                smoke=True,
                resume=True,
                out="o",
                language="ru",
                mixed_precision=True,
                strategy="mirrored",
            ),
        )

    def test_all_reach_the_sweep(self):
        with mock.patch(
            "lab.commands.sweep.run_sweep.run_sweep", side_effect=KeyboardInterrupt
        ) as sweep:
            run_cli(
                *("--part", "vae", "--sweep", "beta=1,2", "--sweep", "encoder_layers=64x32,9"),
                *("--dataset", "digits", "--data-dir", "d", "--seed", "3", "--seeds", "5"),
                *("--epochs", "2", "--set", "z_dim=2", "--smoke", "--out", "o", "--lang", "ru"),
                *("--address", "a:1", "--cpus-per-run", "4", "--metrics", "kl,loss"),
            )
        sweep.assert_called_once_with(
            "vae",
            {"beta": ["1", "2"], "encoder_layers": ["64x32", "9"]},
            {"epochs": "2", "z_dim": "2"},
            RunOptions(dataset="digits", data_dir="d", seed=3, smoke=True, out="o", language="ru"),
            metrics=["kl", "loss"],
            seeds=5,
            address="a:1",
            cpus_per_run=4,
        )

    def test_what_a_sweep_found_is_printed_and_what_failed_is_named(self):
        mean = Mean(2.5, 0.5, 3)
        points = [({"beta": 4.0}, {"loss": mean, "seconds": mean})]
        found = Sweep(Path("f"), points, {"loss": "training loss"}, {"vae": "a reason"})
        with mock.patch("lab.commands.sweep.run_sweep.run_sweep", return_value=found) as sweep:
            code, printed, errors = run_cli("--part", "vae", "--sweep", "beta=1,4")
        self.assertEqual((code, sweep.call_args.kwargs["seeds"]), (2, 1))
        table = "               beta=4\ntraining loss  2.50 ± 0.50\n"
        self.assertEqual(printed, f"\n{table}\nand 1 more in table.csv\n\nNumbers:  f/table.csv\n")
        self.assertEqual(errors.count("\n"), 1)
        self.assertIn("1 run of the sweep failed", errors)
        self.assertIn("vae: a reason", errors)

    def test_all_runs_every_part(self):
        with mock.patch("lab.commands.redraw.redraw_runs", return_value=[]) as redraw:
            code, printed, errors = run_cli("--part", "all", "--figures", "--dataset", "mnist")
        self.assertEqual((code, errors), (0, ""))
        self.assertIn(f"== part 2 of {len(PARTS)}: {PARTS[1].name} ==", printed)
        for part, call in zip(PARTS, redraw.mock_calls, strict=True):
            options = RunOptions(dataset=None if part.own_data else "mnist")
            self.assertEqual(call.args, (part.name, {}, options))

    def test_of_several_parts_the_rest_goes_on_past_one_that_fails(self):
        failing = mock.patch(
            "lab.commands.redraw.redraw_runs", side_effect=[LabError("a reason"), []]
        )
        with failing as redraw:
            code, _, errors = run_cli("--part", "vae,made", "--figures")
        self.assertEqual((code, redraw.call_count), (2, 2))
        self.assertEqual(errors.splitlines()[-1], "run_lab: vae failed: a reason")

    def test_the_report(self):
        with mock.patch("lab.commands.report.write_report", return_value=["a.pdf"]) as report:
            code, printed, _ = run_cli("--report", "--title", "t", "--out", "o", "--smoke")
            run_cli("--report", "--lang", "ru", "--dataset", "mnist")
        self.assertEqual((code, printed), (0, "written: a.pdf\n"))
        both, russian = (call.kwargs for call in report.mock_calls)
        self.assertEqual(list(both["languages"]), ["en", "ru"])
        self.assertEqual((both["title_file"], both["out"], both["smoke"]), ("t", "o", True))
        self.assertEqual((russian["languages"], russian["dataset"]), (["ru"], "mnist"))

    def test_a_warning_is_a_line(self):
        arrays = write_npz(self.data / "mnist.npz")
        self.out.write_text("a file, so that nothing is trained")
        code, _, errors = run_cli("--part", "vae", "--data-dir", self.data, "--out", self.out)
        lines = errors.splitlines()
        self.assertEqual(code, 2)
        self.assertEqual(len(lines), len(arrays) + 1)
        for line in lines[:-1]:
            self.assertRegex(line, "^run_lab: warning: .* of mnist in .* results will not compare$")


class EndOfARun(CliTest):
    """What stands below a run: numbers in words, where the rest is, and what to do next."""

    def printed(self, *arguments, folder="vae@smoke", **config):
        smoke = smoke_run("vae")
        record = dataclasses.replace(smoke.record, config=smoke.record.config | config)
        result = dataclasses.replace(smoke, folder=self.out / "digits" / folder, record=record)
        with mock.patch("lab.commands.run.run_part", return_value=result):
            code, printed, errors = run_cli("--part", "vae", *arguments)
        self.assertEqual((code, errors), (0, ""))
        return printed.splitlines()

    def test_a_few_numbers_in_words_and_where_the_others_are(self):
        folder = self.out / "digits" / "vae@smoke"
        (folder / "figures").mkdir(parents=True)
        lines = self.printed("--smoke")
        value = measured(smoke_run("vae").metrics["judged_right"])
        words = "  share of generated images that the judge assigns to the requested"
        (place,) = (n for n, line in enumerate(lines) if line.endswith(f"{value}{words}"))
        self.assertEqual(lines[place + 1].strip(), "class")
        self.assertEqual(lines[place + 1].index("class"), lines[place].index("share"))
        others = len(smoke_run("vae").metrics) - 1 - 7
        self.assertIn(f"  and {others} more in metrics.json", lines)
        self.assertIn(f"Figures:  {folder / 'figures'}", lines)
        self.assertIn(f"Numbers:  {folder / 'metrics.json'}", lines)
        self.assertLess(len(lines), 20)

    def test_in_russian(self):
        lines = self.printed("--smoke", "--lang", "ru")
        self.assertIn("Результаты: vae@smoke, данные digits", lines)
        self.assertTrue(any(line.startswith("Дальше:   полный запуск") for line in lines), lines)

    def test_the_next_step_is_a_command_on_a_line_of_its_own(self):
        start = "python run_lab.py"
        full = ("the full run, about 1.5 min on two cores:", f"{start} --part vae --set beta=4")
        default = "the default run, to compare with:"
        report = "a report of the stored runs:"
        for arguments, folder, smoke, (what, command) in (
            (("--smoke", "--set", "beta=4", "--resume"), "vae@smoke,beta=4", True, full),
            (("--set", "beta=4"), "vae@beta=4", False, (default, f"{start} --part vae")),
            (
                ("--dataset", "digits", "--out", "my folder", "--set", "beta=4"),
                *("vae@beta=4", False),
                (default, f"{start} --part vae --dataset digits --out 'my folder'"),
            ),
            ((), "vae", False, (report, f"{start} --report")),
            (("--out", "o"), "vae", False, (report, f"{start} --report --out o")),
        ):
            with self.subTest(arguments):
                lines = self.printed(*arguments, folder=folder, smoke=smoke)
                self.assertEqual(lines[-2:], [f"Next:     {what}", f"          {command}"])
        default = self.out / "digits" / "vae" / "metrics.json"
        default.parent.mkdir(parents=True)
        default.write_text("{}")
        last = self.printed("--set", "beta=4", folder="vae@beta=4", smoke=False)[-2:]
        compare = f"{start} --compare digits/vae digits/vae@beta=4"
        self.assertEqual(last, ["Next:     compare with the default run:", f"          {compare}"])

    def test_the_next_step_of_an_own_run_is_one_too(self):
        with mock.patch("lab.assignments.own.numbers", return_value=("2.1",)):
            lines = self.printed("--smoke", folder="vae@smoke,own=2.1")
        self.assertTrue(lines[-1].endswith("--part vae --own"), lines[-1])

    def test_none_where_the_report_follows(self):
        with mock.patch("lab.commands.report.write_report", return_value=["a.pdf"]):
            lines = self.printed("--report", folder="vae", smoke=False)
        self.assertEqual([line for line in lines if line.startswith("Next")], [])
        self.assertEqual(lines[-1], "written: a.pdf")


class Notebook(unittest.TestCase):
    def test_run_is_the_same_run(self):
        with mock.patch("lab.commands.run.run_part", return_value="a result") as run:
            self.assertEqual(lab.run("vae", beta=4, seed=3), "a result")
        run.assert_called_once_with("vae", {"beta": 4}, RunOptions(seed=3))

import dataclasses
import html
import json
import shlex
import shutil
from unittest import mock

from lab.commands import choice, report
from lab.experiment.expected import PUBLISHED, Expected
from lab.experiment.part import Part
from lab.languages import measured
from lab.parts import PARTS, find
from lab.storage import networks
from tests.support.helpers import LabTest, quiet
from tests.support.smoke_runs import smoke_run


class EveryPart(LabTest):
    """The report of all smoke runs."""

    def setUp(self):
        super().setUp()
        for part in PARTS:
            smoke_run(part.name)
        # reports/ and runs/, with the trained networks
        shutil.copytree(smoke_run("vae").folder.parents[2], self.folder, dirs_exist_ok=True)
        # drawn once already
        drawn = {part.name: smoke_run(part.name).figures for part in PARTS}
        self.enterContext(mock.patch.object(Part, "draw", lambda part, *_: drawn[part.name]))
        with quiet():
            pdf, page, *_, explorer = report.write_report(
                smoke=True, out=self.folder, languages=["en"]
            )
        self.assertEqual(explorer, self.folder / "reports/digits/explorer@smoke.html")
        self.assertEqual(pdf, self.folder / "reports/digits/report@smoke-en.pdf")
        self.page = page.read_text(encoding="utf-8")

    def test_each_figure_appears_and_each_question(self):
        figures = [name for part in PARTS for name in smoke_run(part.name).figures]
        self.assertEqual(self.page.count("<img "), len(figures))
        for part in PARTS:
            self.assertIn(html.escape(part.question, quote=False), self.page)


class Lacking(LabTest):
    def test_a_record_that_lacks_what_its_figures_show(self):
        result = smoke_run("vae")
        stored = dataclasses.replace(result.record, folder=result.folder, arrays={})
        with self.refused("vae on digits lacks", "run it again"):
            find("vae").draw(stored)


class Choice(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(Part, "draw", return_value={}))
        self.built = self.enterContext(
            mock.patch.object(report, "build", side_effect=lambda *arguments: [arguments])
        )

    def store(self, *runs, reports="reports"):
        """Records under reports/, as `dataset/run`: a smoke run's, called a full one."""
        for run in runs:
            part = run.partition("/")[2].removesuffix("-best")
            folder = self.folder / reports / run
            unneeded = shutil.ignore_patterns(networks.FILE)
            shutil.copytree(smoke_run(part).folder, folder, ignore=unneeded)
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            config |= {"smoke": False}
            config["dataset"]["name"] = run.partition("/")[0]
            if run.endswith("-best"):
                config["parameters"]["preset"] = "best"
            (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")

    def report(self, **options):
        """(chapters by run, chapters not run, tables of published numbers, the data's name)."""
        with quiet():
            (built, *_), *_ = report.write_report(out=self.folder, languages=["en"], **options)
        done = {chapter.run: chapter for chapter in built.chapters if chapter.record}
        missing = [chapter for chapter in built.chapters if not chapter.record]
        return done, missing, built.published, built.dataset

    def test_the_data_set_with_most_parts_run(self):
        self.store("mnist/vae", "mnist/made", "fashion_mnist/vae", "toy/generative-basics")
        done, missing, _, name = self.report()
        self.assertEqual(name, "mnist")
        self.assertEqual(set(done), {"vae", "made", "generative-basics"})
        self.assertEqual(len(missing), len(PARTS) - 3)
        self.assertEqual(done["vae"].command, "python run_lab.py --part vae --dataset mnist")
        self.assertEqual(
            done["generative-basics"].command, "python run_lab.py --part generative-basics"
        )
        done, missing, *_ = self.report(dataset="fashion_mnist")
        self.assertEqual(set(done), {"vae", "generative-basics"})
        self.assertIn(
            "python run_lab.py --part made --dataset fashion_mnist",
            [chapter.command for chapter in missing],
        )

    def test_commands_can_be_pasted_and_name_where_own_pictures_lie(self):
        self.store("my cats/vae", "my cats/made")
        for part in ("vae", "made"):
            path = self.folder / "reports/my cats" / part / "config.json"
            config = json.loads(path.read_text(encoding="utf-8"))
            config["dataset"]["origin"] = "../it's mine/my cats"
            path.write_text(json.dumps(config), encoding="utf-8")
        done, missing, _, name = self.report()
        self.assertEqual(name, "my cats")
        commands = [done["vae"].command, *(chapter.command for chapter in missing)]
        for command in commands:
            words = shlex.split(command)
            if words[3] not in ("beta-vae", "generative-basics"):
                self.assertEqual(words[4:], ["--dataset", "../it's mine/my cats"])

    def test_what_was_expected_is_checked_and_worded_as_today(self):
        self.store("mnist/vae")
        path = self.folder / "reports/mnist/vae/metrics.json"
        metrics = json.loads(path.read_text(encoding="utf-8"))
        row = {"name": "train_loss", "value": 1, "low": 2, "high": 3, "met": False}
        metrics["expected"] = [row | {"source": "of an earlier version"}]
        path.write_text(json.dumps(metrics), encoding="utf-8")
        today = Expected("train_loss", 19.87, 20.17, "lab sheet's log", kind=PUBLISHED)
        with mock.patch.object(Part, "expected", return_value={"train_loss": today}):
            (found,) = self.report()[0]["vae"].expected
        self.assertEqual((found.kind, found.source), ("published", "lab sheet's log"))
        self.assertEqual((found.low, found.high, found.met), (19.87, 20.17, False))
        self.assertEqual(found.when_run["high"], 3)

    def test_presets_and_published_numbers(self):
        self.store("mnist/vae", "binarized_mnist/made", "binarized_mnist/made-best")
        done, _, tables, _ = self.report(dataset="binarized_mnist")
        self.assertEqual(list(done), ["made", "made-best"])
        self.assertEqual(
            done["made-best"].command,
            "python run_lab.py --part made --set preset=best --dataset binarized_mnist",
        )
        for table in tables:
            values = [float(row[1].strip("≤≈ †").split(" ± ")[0]) for row in table.rows]
            self.assertEqual(values, sorted(values))
        fixed, dynamic = tables
        made = smoke_run("made").metrics
        best = next(row for row in fixed.rows if row[0] == "made-best")
        ours = measured(made["test_nll_nats"], made["test_nll_nats_images_se"])
        self.assertEqual(best[1], ours)
        self.assertIn(("MADE, 1 hidden layer, 1 mask", "88.40 †"), [row[:2] for row in fixed.rows])
        self.assertNotIn("this run", [row[2] for row in dynamic.rows])
        self.assertIn("gradients", done["made"].tables)

    def test_runs_beside_the_canonical_ones_are_left_out(self):
        self.store("mnist/vae")
        shutil.copytree(self.folder / "reports/mnist/vae", self.folder / "reports/mnist/vae@beta=4")
        self.assertEqual(list(self.report()[0]), ["vae"])

    def test_nothing_to_report(self):
        with self.refused("nothing to report", str(self.folder)), quiet():
            list(report.write_report(out=self.folder))
        self.store("mnist/vae")
        with self.refused("nothing to report", "digits"), quiet():
            list(report.write_report(out=self.folder, dataset="digits"))

    def test_what_is_shown_on_every_data_set_makes_no_report_of_one(self):
        self.store("mnist/vae", "toy/generative-basics")
        for name in ("fashion_mnist", "/"):
            with self.refused("nothing to report"), quiet():
                list(report.write_report(out=self.folder, dataset=name))
        self.assertEqual(set(self.report(dataset="toy")[0]), {"generative-basics"})

    def ship(self, *runs):
        """The same as records that come with the lab."""
        self.store(*runs, reports="shipped")
        for module in (report, choice):
            self.enterContext(mock.patch.object(module, "SHIPPED", self.folder / "shipped"))

    def names_of_rows(self, tables):
        """{(name, whose)} of the runs in the tables of published numbers."""
        rows = {(row[0], row[2]) for table in tables for row in table.rows}
        return {row for row in rows if row[1] in ("this run", "reference")}

    def test_runs_that_come_with_the_lab_are_shown_only_when_asked_for(self):
        self.ship("mnist/vae", "binarized_mnist/made")
        self.store("mnist/vae")
        done, _, tables, _ = self.report()
        self.assertEqual(list(done), ["vae"])
        self.assertIsNone(done["vae"].reference)
        self.assertEqual(self.names_of_rows(tables), set())
        self.store("binarized_mnist/made")
        tables = self.report(reference=True)[2]
        self.assertEqual(self.names_of_rows(tables), {("made", "this run"), ("made", "reference")})

    def test_they_stand_beside_the_same_run_on_the_same_data_or_apart(self):
        self.ship("mnist/vae", "mnist/made", "toy/generative-basics")
        self.store("mnist/vae")
        done, missing, _, name = self.report(reference=True)
        self.assertEqual(name, "mnist")
        apart = ["reference/mnist/made", "reference/toy/generative-basics"]
        self.assertEqual(sorted(done), sorted(["vae", *apart]))
        self.assertEqual(
            done["vae"].reference.record.folder, self.folder / "shipped" / "mnist" / "vae"
        )
        self.assertEqual(done["vae"].record.folder, self.folder / "reports" / "mnist" / "vae")
        self.assertEqual([done[run].is_reference for run in ("vae", *apart)], [False, True, True])
        # the other parts are still to be run
        self.assertIn("made", [chapter.part for chapter in missing])

    def test_of_other_data_they_stand_apart(self):
        self.ship("mnist/vae")
        self.store("digits/vae")
        done, _, _, name = self.report(reference=True)
        self.assertEqual((name, set(done)), ("digits", {"vae", "reference/mnist/vae"}))
        self.assertIsNone(done["vae"].reference)

    def test_without_runs_of_ones_own_they_alone_are_shown_in_no_ones_name(self):
        self.ship("mnist/vae", "fashion_mnist/vae", "fashion_mnist/made")
        with self.refused("nothing to report", "--reference"), quiet():
            list(report.write_report(out=self.folder))
        title = self.folder / "title.toml"
        title.write_text('author = "A. B."')
        before = sorted(self.folder.joinpath("shipped").rglob("*"))
        for dataset, name in ((None, "fashion_mnist"), ("mnist", "mnist")):
            with quiet():
                (built, _, stem), *_ = report.write_report(
                    out=self.folder,
                    languages=["en"],
                    dataset=dataset,
                    reference=True,
                    title_file=title,
                )
            self.assertEqual((built.dataset, built.title), (name, {}))
            self.assertEqual(stem, self.folder / "reports" / name / "report")
            self.assertTrue(built.chapters)
            self.assertTrue(all(chapter.is_reference for chapter in built.chapters))
        self.assertEqual(sorted(self.folder.joinpath("shipped").rglob("*")), before)
        with self.refused("nothing to report", "digits"), quiet():
            list(report.write_report(out=self.folder, dataset="digits", reference=True))

    def test_their_folder_is_no_data_set(self):
        self.store("reference/vae", "reference/made")
        with self.refused("nothing to report"), quiet():
            list(report.write_report(out=self.folder))
        self.store("mnist/vae")
        self.assertEqual(self.report()[3], "mnist")

    def test_one_part_with_its_own_data_makes_a_report(self):
        self.store("toy/generative-basics")
        done, _, _, name = self.report()
        self.assertEqual((name, set(done)), ("toy", {"generative-basics"}))
        self.store("sprites/beta-vae")
        done, _, _, name = self.report()
        self.assertIn(name, ("sprites", "toy"))
        self.assertEqual(set(done), {"beta-vae", "generative-basics"})

    def test_text_of_ones_own_makes_a_draft_a_report(self):
        self.store("mnist/vae", "mnist/made")
        self.ship("mnist/made")
        texts = self.folder / "reports" / "mnist" / "text"
        done, *_ = self.report(reference=True)
        self.assertEqual([done[run].own_text for run in ("vae", "made")], [(), ()])
        self.assertEqual(sorted(path.name for path in texts.iterdir()), ["made.md", "vae.md"])
        (texts / "vae.md").write_text("It *learns*.", encoding="utf-8")
        done, *_ = self.report()
        self.assertEqual(done["vae"].own_text[0]["kind"], "paragraph")
        self.assertEqual((texts / "vae.md").read_text(encoding="utf-8"), "It *learns*.")
        self.assertIn(": made.md", self.report_lines()[-1])
        (texts / "made.md").write_bytes(b"\xff")
        with self.refused("made.md", "UTF-8"), quiet():
            list(report.write_report(out=self.folder))

    def test_of_reference_runs_alone_nobody_is_asked_for_text(self):
        self.ship("mnist/vae")
        done, *_ = self.report(reference=True)
        self.assertEqual([chapter.own_text for chapter in done.values()], [None])
        self.assertFalse((self.folder / "reports/mnist/text").exists())

    def vary(self, run, variant, seed=0, **parameters):
        """A variant of a stored run, both as `dataset/run`."""
        shutil.copytree(self.folder / "reports" / run, self.folder / "reports" / variant)
        path = self.folder / "reports" / variant / "config.json"
        config = json.loads(path.read_text(encoding="utf-8"))
        config["seed"] = seed
        config["changed"] = [f"{name}={value}" for name, value in parameters.items()]
        path.write_text(json.dumps(config), encoding="utf-8")

    def test_runs_chosen_by_name(self):
        self.store("mnist/vae", "mnist/made", "fashion_mnist/vae")
        self.vary("mnist/vae", "mnist/vae@beta=4,seed=3", seed=3, beta=4)
        runs = ("mnist/vae", "vae@beta=4,seed=3", "fashion_mnist/vae")
        done, missing, _, name = self.report(runs=runs)
        self.assertEqual(list(done), ["vae", "vae@beta=4,seed=3", "fashion_mnist/vae"])
        self.assertEqual((name, missing), ("mnist", []))
        self.assertEqual(
            done["vae@beta=4,seed=3"].command,
            "python run_lab.py --part vae --set beta=4 --seed 3 --dataset mnist",
        )
        for words, refused in (
            (("vea",), ("there is no run 'vea'", "mnist/vae, mnist/vae@beta=4,seed=3")),
            (("vae",), ("'vae' is ambiguous", "fashion_mnist/vae, mnist/vae")),
            (("made", "mnist/made"), ("given twice",)),
        ):
            with self.subTest(words), self.refused(*refused), quiet():
                list(report.write_report(out=self.folder, runs=words))

    def test_runs_that_come_with_the_lab_by_name_and_beside_ones_own(self):
        self.ship("mnist/vae", "mnist/made")
        self.store("mnist/vae")
        done, *_ = self.report(runs=("vae", "reference/mnist/made"))
        self.assertEqual(list(done), ["vae", "reference/mnist/made"])
        done, *_ = self.report(runs=("vae",), reference=True)
        self.assertEqual(list(done), ["vae"])
        self.assertIsNotNone(done["vae"].reference)

    def test_sweeps_and_comparisons_are_sections(self):
        self.store("mnist/vae")
        sweep = self.folder / "reports/mnist/sweep@vae,beta=1+4,seeds=0+1"
        sweep.mkdir()
        table = "beta,metric,mean,standard_error,runs\n"
        table += "1,train_loss,20.5,0.5,2\n4,train_loss,30.5,,1\n1,other,1,,1\n"
        (sweep / "table.csv").write_text(table, encoding="utf-8")
        compared = self.folder / "reports/compared@mnist-vae,mnist-vae@beta=4@01234567"
        compared.mkdir()
        rows = "kind,name,mnist/vae,mnist/vae@beta=4\nparameter,beta,1,4\n"
        rows += "metric,train_loss,20.5,30.5\n"
        (compared / "differences.csv").write_text(rows, encoding="utf-8")
        runs = ("vae", sweep.name, compared.name)
        with quiet():
            (built, *_), *_ = report.write_report(out=self.folder, languages=["en"], runs=runs)
        by_sweep, by_comparison = built.sections
        (table,) = by_sweep.tables
        self.assertEqual(table.columns[1:], ("beta=1", "beta=4"))
        ((_, first, second),) = table.rows
        self.assertEqual(first, "20.50 ± 0.50")
        self.assertNotIn("±", second)
        self.assertEqual(by_comparison.tables[0].rows[0], ("beta", "1", "4"))
        self.assertEqual(by_comparison.tables[0].rows[1][1:], (20.5, 30.5))
        self.assertEqual([found.own_text for found in built.sections], [(), ()])
        (line,) = (line for line in self.report_lines() if line.startswith("not in the report"))
        self.assertIn(sweep.name, line)
        (sweep / "table.csv").write_text("beta\n1,2\n", encoding="utf-8")
        with self.refused("table.csv", "damaged"), quiet():
            list(report.write_report(out=self.folder, runs=runs))

    def test_parts_run_only_on_the_same_images_in_another_form_are_not_called_not_run(self):
        self.store("mnist/vae", "binarized_mnist/made-mixture", "fashion_mnist/cvae")
        done, missing, *_ = self.report(dataset="mnist")
        self.assertEqual(list(done), ["vae", "binarized_mnist/made-mixture"])
        self.assertIn("cvae", [chapter.part for chapter in missing])

    def test_numbers_and_parameters_lie_beside_it(self):
        self.store("mnist/vae")
        self.report()
        for what in ("numbers", "parameters"):
            path = self.folder / f"reports/mnist/report-{what}.csv"
            self.assertIn("vae,mnist,", path.read_text(encoding="utf-8"))

    def report_lines(self):
        with quiet() as (printed, _):
            list(report.write_report(out=self.folder, languages=["en"]))
        return printed.getvalue().splitlines()

    def test_without_trained_networks_it_says_how_to_get_an_explorer(self):
        self.store("mnist/vae")
        line, asked = self.report_lines()
        self.assertIn("report is a draft", asked)
        self.assertIn("no explorer: nothing to explore", line)
        page = self.folder / "reports/mnist/explorer.html"
        page.write_text("old", encoding="utf-8")
        self.assertIn(f"{page} is left as it was", self.report_lines()[1])
        self.assertEqual(page.read_text(encoding="utf-8"), "old")

    def test_an_explorer_that_lacks_networks_says_so(self):
        self.store("mnist/cvae")
        shutil.copy2(smoke_run("cvae").folder / networks.FILE, self.folder / "reports/mnist/cvae")
        line, _ = self.report_lines()
        self.assertIn("no networks of autoencoder, made in", line)
        self.assertIn("--part autoencoder,made --dataset mnist", line)

    def test_every_part_says_where_its_runs_lie(self):
        self.assertEqual(find("made").run_names(), ["made", "made-best", "made-long"])
        self.assertEqual(find("beta-vae").own_data, "sprites")
        self.assertEqual(find("vae").own_data, "")

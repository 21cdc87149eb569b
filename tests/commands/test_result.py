import dataclasses
from unittest import mock

from lab.commands.result import Result
from lab.experiment.expected import AIM, CLAIM, Expected
from lab.experiment.part import Part
from lab.figures.animations import Animation
from tests.support.helpers import LabTest
from tests.support.smoke_runs import smoke_run

EXPECTED = [
    {"name": "judged_right", "low": 0.8, "high": None, "value": 0.95, "met": True},
    {"name": "variance_within_class", "low": 0.005, "high": None, "value": 0.001, "met": False},
]


WORDS = "share of generated images that the judge assigns to the requested class"
TODAY = {
    "judged_right": Expected("judged_right", 0.9, None, "a target", meaning=WORDS, kind=AIM),
    "variance_within_class": Expected("variance_within_class", 0.005, None, "", kind=CLAIM),
}


def canonical():
    """A Result as of a full run, with the smoke run's figures."""
    smoke = smoke_run("vae")
    numbers = {row["name"]: row["value"] for row in EXPECTED}
    record = dataclasses.replace(
        smoke.record,
        config=smoke.record.config | {"smoke": False},
        metrics=smoke.metrics | numbers | {"expected": EXPECTED},
    )
    return Result(smoke.folder.with_name("vae"), record, smoke.figures, smoke.work)


class CanonicalTest(LabTest):
    def setUp(self):
        super().setUp()
        self.enterContext(mock.patch.object(Part, "expected", return_value=TODAY))


class Findings(CanonicalTest):
    def test_expected_values_come_first_in_words_with_bounds_and_source(self):
        first, second, *others = canonical().findings()
        self.assertEqual((first.words, first.value, first.is_met), (WORDS, 0.95, True))
        self.assertEqual(first.bounds, "at least 0.9")
        self.assertEqual(first.source, "aim: a target; when run: at least 0.8, met")
        self.assertEqual((second.mark, second.bounds), ("NOT met", "at least 0.005"))
        self.assertEqual(second.source, "course's claim")
        self.assertEqual([found.mark for found in others], [""] * 6)
        self.assertEqual(others[0].words, "training loss")
        self.assertEqual(canonical().outcome(), "1 of 2 expected results met")
        self.assertEqual(smoke_run("vae").outcome(), "")

    def test_a_number_stands_with_its_standard_error_which_counts_with_it(self):
        smoke = smoke_run("vae")
        metrics = {"train_loss": 20.0123, "train_loss_se": 0.016, "val_loss": 3.0, "other": 1.0}
        result = dataclasses.replace(
            smoke, record=dataclasses.replace(smoke.record, metrics={"dataset": "x", **metrics})
        )
        findings = result.findings()
        self.assertEqual([found.text for found in findings], ["20.012 ± 0.016", "3"])
        self.assertEqual(result.what_else(findings), "and 1 more in metrics.json")
        self.assertIn("train_loss=20.012 ± 0.016", repr(result))
        self.assertIn("<td>20.012 ± 0.016</td>", result._repr_html_())

    def test_of_many_only_what_is_not_as_expected_is_added(self):
        rows = {
            f"m{n}": Expected(f"m{n}", None, 10.0, "", kind=AIM, meaning=f"metric {n}")
            for n in range(12)
        }
        metrics = {name: 11.0 if name == "m10" else 1.0 for name in rows}
        stored = [row.checked(metrics) for row in rows.values()]
        record = dataclasses.replace(
            canonical().record, metrics={"dataset": "x", **metrics, "expected": stored}
        )
        with mock.patch.object(Part, "expected", return_value=rows):
            result = dataclasses.replace(canonical(), record=record)
            names = [found.name for found in result.findings()]
            self.assertEqual(names, [*(f"m{n}" for n in range(8)), "m10"])
            self.assertEqual(result.outcome(), "11 of 12 expected results met")
            self.assertEqual(result.what_else(result.findings()), "and 3 more in metrics.json")

    def test_a_record_whose_expectations_the_part_no_longer_has(self):
        result = canonical()
        row = {"name": "judge_accuracy", "low": 0.1, "high": 0.2, "value": 0.15, "met": True}
        metrics = result.metrics | {"judge_accuracy": 0.15, "expected": [row]}
        record = dataclasses.replace(result.record, metrics=metrics)
        no_more = "no longer expected"
        found = dataclasses.replace(result, record=record).findings()
        (last,) = (finding for finding in found if finding.source == no_more)
        self.assertEqual((last.words, last.mark, last.bounds), (row["name"], "met", "0.1 to 0.2"))


class Shown(CanonicalTest):
    def test_as_a_line(self):
        result = smoke_run("vae")
        loss = f"train_loss={result.metrics['train_loss']:.4g}"
        start = f"<Result of vae@smoke on digits, {loss}, val_loss="
        self.assertTrue(repr(result).startswith(start), repr(result))
        self.assertTrue(repr(result).endswith(f", 5 figures; {result.folder}>"))
        self.assertNotIn("\n", repr(result))

    def test_as_html_with_numbers_figures_and_the_next_step(self):
        html = smoke_run("vae")._repr_html_()
        self.assertIn(f"<td>{smoke_run('vae').findings()[0].value:.4g}</td>", html)
        self.assertEqual(html.count('<img src="data:image/png;base64,iVBOR'), 5)
        self.assertIn('result.figures["styles"]', html)
        self.assertIn("about 1.5 min on two cores: the same call without smoke=True", html)
        self.assertIn("plain, sheet", html)
        self.assertNotIn("NOT met", html)
        html = canonical()._repr_html_()
        self.assertIn("NOT met: at least 0.005", html)
        self.assertIn("seed=1", html)
        changed = dataclasses.replace(canonical(), folder=self.folder / "vae@beta=<4>")
        self.assertIn("vae@beta=&lt;4&gt;", changed._repr_html_())
        self.assertIn("to compare", changed._repr_html_())

    def test_as_html_in_the_language_of_its_figures(self):
        html = dataclasses.replace(canonical(), language="ru")._repr_html_()
        self.assertIn("НЕ выполнено: не меньше 0,005 (", html)
        self.assertIn("<th>получено</th>", html)
        self.assertNotIn("NOT met", html)

    def test_what_moves_moves(self):
        figures = smoke_run("made").figures
        moving = [figure for figure in figures.values() if isinstance(figure, Animation)]
        self.assertEqual(len(moving), 1)
        html = smoke_run("made")._repr_html_()
        self.assertEqual(html.count('<img src="data:image/gif;base64,R0lGOD'), 1)
        self.assertEqual(html.count("<img"), len(figures))


class Networks(LabTest):
    def test_are_loaded_as_they_were_trained(self):
        result = smoke_run("vae")
        model = result.model("plain")
        self.assertEqual(type(model).__name__, "VAE")
        self.assertEqual((model.reconstruction_weight, model.beta), (None, 1))
        self.assertEqual(int(model.step), 50)

    def test_that_are_not_there(self):
        result = smoke_run("vae")
        for name in ("plane", "../vae@smoke/plain", ""):
            with self.refused(repr(name), "plain, sheet"):
                result.model(name)
        nothing = dataclasses.replace(result, work=self.folder)
        with self.refused("no trained networks", str(self.folder), "run vae"):
            nothing.model("plain")
        (self.folder / "plain.keras").write_text("damaged")
        with self.refused("plain.keras", "damaged"):
            nothing.model("plain")

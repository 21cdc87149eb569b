import unittest
from unittest import mock

from lab.documents.story import cite
from lab.experiment.comparison import (
    FARTHEST,
    beside_published,
    comparison,
    ours,
    table_caption,
    table_rows,
)
from lab.experiment.published import DYNAMIC, ESTIMATE, FIXED, IWAE, of_protocol
from lab.languages import speaking
from tests.support.stories import plain


def record(dataset, **metrics):
    config = {"dataset": {"name": dataset, "training_images": 50_000, "test_images": 10_000}}
    return mock.Mock(config=config, metrics=metrics, caption="data")


def shown(dataset, ours, language="en"):
    """(axis of the figure, the names of its rows)."""
    with speaking(language):
        axis = comparison(record(dataset), ours)["published"].axes[0]
    return axis, [tick.get_text() for tick in axis.get_yticklabels()]


class Figure(unittest.TestCase):
    def test_all_that_fit_and_ours(self):
        axis, names = shown(FIXED, {"net": 90.0})
        near = [row.label for row in of_protocol(FIXED) if row.nats <= FARTHEST]
        self.assertEqual(sorted(names), sorted([*near, "this run: net"]))
        self.assertLess(axis.get_xlim()[1], 105)

    def test_those_too_far_away_are_counted(self):
        axis, names = shown(FIXED, {"net": 90.0})
        self.assertIn("2 numbers above 100 left out", axis.figure.get_supxlabel())
        self.assertEqual([name for name in names if "Bernoulli" in name], [])

    def test_ours_is_shown_however_far_away(self):
        axis, names = shown(DYNAMIC, {"net": 150.0})
        self.assertIn("this run: net", names)
        self.assertNotIn("left out", axis.figure.get_supxlabel())

    def test_repositories_are_hollow_and_bounds_have_their_sign(self):
        axis, names = shown(DYNAMIC, {"net": 90.0})
        dots = [line for line in axis.lines if line.get_marker() == "o"]
        hollow = {
            name
            for name, line in zip(names, dots, strict=True)
            if line.get_markerfacecolor() == "white"
        }
        expected = {row.label for row in of_protocol(DYNAMIC) if "/" in row.source.name}
        self.assertEqual(hollow, expected)
        texts = [text.get_text() for text in axis.texts]
        self.assertIn("≤ 86.77", texts)
        self.assertIn("≈ 84.78", texts)
        self.assertIn("90.00", texts)
        self.assertIn("hollow: from a repository", axis.figure.get_supxlabel())
        self.assertNotIn("†", axis.figure.get_supxlabel())

    def test_of_another_data_set_there_is_none(self):
        self.assertEqual(comparison(record("mnist"), {"net": 90.0}), {})

    def test_in_russian(self):
        axis, names = shown(FIXED, {"net": 90.0}, "ru")
        self.assertIn("этот запуск: net", names)
        self.assertIn("EoNADE, 2 скрытых слоя, 128 порядков", names)
        self.assertIn("85,10", [text.get_text() for text in axis.texts])

    def test_estimates_have_the_sign_of_published_ones(self):
        figure = comparison(record(DYNAMIC), {"k = 5": 85.84}, ESTIMATE)["published"]
        texts = [text.get_text() for text in figure.axes[0].texts]
        self.assertIn("≈ 85.84", texts)


class Words(unittest.TestCase):
    """What is said of −log p(x) = 88.33 ± 0.2, which NADE has, and of numbers around it."""

    def said(self, nats, dataset=FIXED, model="NADE, fixed order", language="en", **metrics):
        with speaking(language):
            return plain(beside_published(record(dataset, **metrics), nats, model))

    def test_two_standard_errors_decide(self):
        of_images = {"test_nll_nats_images_se": 0.2}
        for nats, words in (
            (
                88.80,
                "ours is 0.47 nats more, beyond two standard errors over the test images (0.40)",
            ),
            (88.70, "0.37 nats is within two standard errors"),
            (87.90, "ours is 0.43 nats less"),
        ):
            said = self.said(nats, **of_images)
            self.assertIn(words, said)
            self.assertIn("Published for NADE, fixed order is 88.33 nats (F)", said)

    def test_a_run_without_its_error_gets_that_of_as_many_images(self):
        self.assertIn("beyond two standard errors over the test images (0.50)", self.said(90.0))

    def test_the_state_of_the_art_is_named(self):
        self.assertIn("Diagonal BiLSTM, has 79.20 nats, 9.1 less.", self.said(88.33))
        self.assertIn("None of the numbers", self.said(79.0))

    def test_a_repository_is_no_paper(self):
        said = self.said(85.0, DYNAMIC, IWAE[50])
        self.assertIn("PixelSNAIL (the repository EugenHotaj/pytorch-generative, not a", said)
        self.assertIn("Published for IWAE, k = 50 is ≈ 84.78 nats", said)

    def test_in_russian(self):
        said = self.said(88.33, language="ru")
        self.assertIn("NADE, фиксированный порядок; F) — 88,33 ната", said)


class Rows(unittest.TestCase):
    def test_the_caption_says_what_stands_beside_numbers(self):
        for protocol, has_dagger in ((FIXED, True), (DYNAMIC, False)):
            caption = table_caption(protocol)
            self.assertEqual("†: quoted from memory" in caption, has_dagger)
            self.assertIn("±: standard error over test images", caption)

    def test_of_the_published(self):
        rows = table_rows(FIXED, [])
        self.assertEqual(len(rows), len(of_protocol(FIXED)))
        source = f"{cite('oord2016')}, table 4"
        self.assertEqual(rows[0], ("Diagonal BiLSTM", "79.20", source, *TESTED))
        (row,) = (row for row in rows if row[0] == "DBN")
        self.assertEqual(row[4], "")

    def test_of_a_run_one_for_each_network_with_its_error_over_images(self):
        names = ("test_nll_nats_k5", "test_nll_nats_k5_se", "test_nll_nats_best_single")
        metrics = dict(zip(names, (92.0, 0.1, 93.0), strict=True))
        metrics |= {"test_nll_nats": 95.0, "test_nll_nats_images_se": 0.284}
        rows = table_rows("none", [("run", record("none", **metrics), False)])
        self.assertEqual(
            rows,
            (
                ("run, k = 5", "≈ 92.00", "this run", *TESTED),
                ("run", "95.00 ± 0.28", "this run", *TESTED),
            ),
        )

    def test_what_came_with_the_lab_is_named_so(self):
        rows = table_rows("none", [("run", record("none", test_nll_nats=9.0), True)])
        self.assertEqual(rows[0][2], "reference")
        self.assertEqual(ours(rows), (0,))
        self.assertEqual(ours(table_rows(FIXED, [])), ())


TESTED = ("test images", "50,000")

"""Every part of the list, in its smoke variant; a new part needs no line here."""

import dataclasses
import functools
import io
import json
import math
import unittest

import numpy as np
from matplotlib.text import Text
from PIL import Image

from lab.documents import explorer
from lab.errors import LabError
from lab.experiment.expected import SPREAD
from lab.parts import PARTS, find
from lab.storage import networks
from lab.storage.figure_files import is_animation
from lab.storage.records import FILES
from tests.support.messages import has_words
from tests.support.printed import check_printed
from tests.support.smoke_runs import smoke_run

LARGEST_ARRAYS = 2_000_000


@functools.cache
def drawn(part):
    """{name: (figure, its PNG)} of a part's figures that don't move, drawn from its record."""
    files = {}
    for name, figure in find(part).draw(smoke_run(part).record).items():
        if not is_animation(figure):
            file = io.BytesIO()
            figure.savefig(file, format="png", metadata={"Software": None})
            files[name] = figure, file.getvalue()
    return files


@functools.cache
def in_russian(part):
    """{name: figure} of a part's figures with the longer words, drawn from its record."""
    return find(part).draw(smoke_run(part).record, "ru")


def blank_panels(figure, png):
    """Titles of the panels in which nothing is drawn, or all of it in one colour."""
    picture = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[::-1]
    pixels_per_inch = np.array(picture.shape[:2])[::-1] / figure.get_size_inches()
    blank = []
    for axis in figure.axes:
        inches = axis.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
        box = (inches.extents * np.tile(pixels_per_inch, 2)).round().astype(int)
        inside = picture[box[1] + 3 : box[3] - 3, box[0] + 3 : box[2] - 3].astype(int)
        if not axis.has_data() or np.ptp(inside, axis=(0, 1)).max() < 30:
            blank.append(axis.get_title() or "untitled")
    return blank


def texts(figures):
    """Every text in figures by name."""
    still = [figure.figure if is_animation(figure) else figure for figure in figures.values()]
    return {text.get_text() for figure in still for text in figure.findobj(Text)}


def files(name, figure):
    """The files of a figure, or of the frames of a moving one."""
    kinds = ("gif",) if is_animation(figure) else ("png", "svg")
    return {f"{name}.{kind}" for kind in kinds}


def data_of(part):
    """(name, training images, checksums) of what a part's smoke run gets."""
    if part.makes_data:
        return part.makes_data, 0, 2
    if part.needs_validation:
        # a sixth of 1497 is kept to choose by
        return "digits", 1247, 4
    return {"": ("digits", 1497, 4), "sprites": ("sprites", 46_080, 4)}[part.dataset]


def for_every_part(test):
    @functools.wraps(test)
    def run(self):
        for part in PARTS:
            with self.subTest(part=part.name):
                test(self, part, smoke_run(part.name))

    return run


class EveryPart(unittest.TestCase):
    @for_every_part
    def test_files(self, part, result):
        name = data_of(part)[0]
        self.assertEqual(result.folder.parts[-3:], ("reports", name, f"{part.name}@smoke"))
        names = {path.name for path in result.folder.iterdir()}
        shown = {networks.FILE} if explorer.shows(part.name) else set()
        self.assertEqual(names, {*FILES, "figures"} | shown)
        stored = {path.name for path in (result.folder / "figures").iterdir()}
        self.assertEqual(stored, {name for item in result.figures.items() for name in files(*item)})
        self.assertLessEqual((result.folder / "arrays.npz").stat().st_size, LARGEST_ARRAYS)

    @for_every_part
    def test_config_says_what_was_run(self, part, result):
        config = json.loads((result.folder / "config.json").read_text(encoding="utf-8"))
        self.assertEqual((config["part"], config["seed"], config["smoke"]), (part.name, 0, True))
        smoke = json.loads(json.dumps(dataclasses.asdict(part.parameters().smoke())))
        self.assertEqual(config["parameters"], smoke)
        data = config["dataset"]
        found = data["name"], data["training_images"], len(data["checksums"])
        self.assertEqual(found, data_of(part))
        self.assertLessEqual({"tensorflow", "keras", "numpy", "python"}, set(config["versions"]))

    @for_every_part
    def test_metrics_are_finite_numbers_of_this_data_set(self, part, result):
        metrics = json.loads((result.folder / "metrics.json").read_text(encoding="utf-8"))
        self.assertEqual(metrics.pop("dataset"), data_of(part)[0])
        self.assertNotIn("expected", metrics)
        self.assertTrue(metrics)
        for name, value in metrics.items():
            self.assertTrue(math.isfinite(value), name)

    @for_every_part
    def test_expected_results_are_of_metrics_that_there_are(self, part, result):
        for expected in part.expectations:
            self.assertIn(expected.name, result.metrics)
            bounds = [bound for bound in (expected.low, expected.high) if bound is not None]
            self.assertTrue(bounds)
            if SPREAD not in bounds:
                self.assertEqual(bounds, sorted(bounds))
            self.assertTrue(expected.source)
            self.assertTrue(expected.meaning, expected.name)

    @for_every_part
    def test_no_panel_of_any_figure_is_blank(self, part, result):
        self.assertTrue(result.figures)
        for name, (figure, png) in drawn(part.name).items():
            self.assertTrue(figure.axes, name)
            self.assertEqual(blank_panels(figure, png), [], name)

    @for_every_part
    def test_every_figure_names_its_data_and_its_run(self, part, result):
        for name, (figure, _) in drawn(part.name).items():
            self.assertEqual(figure.get_supxlabel(), result.record.caption, name)
            self.assertTrue(figure.get_suptitle(), name)

    @for_every_part
    def test_every_word_has_its_russian(self, part, result):
        english, russian = texts(result.figures), texts(in_russian(part.name))
        self.assertEqual(sorted(filter(has_words, english & russian)), [])

    @for_every_part
    def test_figures_can_be_printed_in_the_language_with_the_longer_words(self, part, result):
        for name, figure in in_russian(part.name).items():
            with self.subTest(figure=name):
                check_printed(self, figure.figure if is_animation(figure) else figure)

    @for_every_part
    def test_figures_are_drawn_again_from_the_record_to_the_byte(self, part, result):
        for name, (_, png) in drawn(part.name).items():
            stored = result.folder / "figures" / f"{name}.png"
            self.assertEqual(stored.read_bytes(), png, name)


class List(unittest.TestCase):
    def test_parts_are_found_by_name(self):
        for part in PARTS:
            self.assertIs(find(part.name), part)
            self.assertTrue(part.question.endswith("?"), part.question)
            self.assertGreater(part.minutes, 0)
        self.assertEqual(len({part.name for part in PARTS}), len(PARTS))

    def test_an_unknown_name_lists_the_known_ones(self):
        with self.assertRaises(LabError) as caught:
            find("vea")
        self.assertIn("'vea'", str(caught.exception))
        for part in PARTS:
            self.assertIn(part.name, str(caught.exception))

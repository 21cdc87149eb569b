import html
import re
import unicodedata
import unittest
import zlib
from unittest import mock

import numpy as np
from matplotlib.figure import Figure

from lab.documents import report
from lab.documents.chapters import Checked, Reference, Report, Table
from lab.documents.report import build, value_text
from lab.documents.story import Story, cite, figure, term
from lab.languages import speaking
from lab.storage.title import FIELDS
from tests.support.helpers import LabTest
from tests.support.records import chapter, small_record

NASTY = (
    '#panic("x")',
    "<script>alert(1)</script>",
    "$x$ *bold* _it_ `raw`",
    "x" * 300,
    "\\ @a <b>",
)


def text_of(path):
    """What a page says, without its tags and styles."""
    page = re.sub(r"<style>.*?</style>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def characters_of(pdf):
    """What the glyphs of a PDF file are copied as: the texts in its fonts' tables of characters."""
    found = set()
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            content = zlib.decompress(match[1])
        except zlib.error:
            continue
        for table in re.findall(rb"beginbfchar\n(.*?)\nendbfchar", content, re.DOTALL):
            found |= {
                bytes.fromhex(text.decode()).decode("utf-16-be")
                for text in re.findall(rb"<[0-9A-F]+> <([0-9A-F]+)>", table)
            }
    return found


class Documents(LabTest):
    def build(self, chapters, language="en", title=None, published=()):
        stem = self.folder / "report"
        report = Report("mnist", tuple(chapters), published=tuple(published), title=title or {})
        pdf, page = build(report, language, stem)
        self.assertEqual(pdf.name, f"report-{language}.pdf")
        self.assertTrue(pdf.read_bytes().startswith(b"%PDF"))
        return page

    def test_a_chapter_and_what_it_measured(self):
        earlier = {"low": 0.125, "high": None, "met": True}
        rows = (
            Checked(
                *("train_loss", 20.12345, None, 30, True),
                words="training loss",
                kind="published",
                source="lab sheet's log",
                spread="20.01 ± 0.02 over 8 seeds",
            ),
            Checked("val_accuracy", 0.25, 0.5, None, False, kind="aim", when_run=earlier),
            Checked("forward_modes", 2, 2, 2, True),
            Checked("val_loss", 1e-5, -1.0001, 1e-6, True),
        )
        record = small_record(loss=20.12345, accuracy=0.25)
        for language, words, bounds in (
            (
                "en",
                (
                    "Theory",
                    "not met",
                    "3 of 4 met. Not met:",
                    "20.12",
                    "Expected and obtained results",
                ),
                (
                    "at most 30",
                    "at least 0.5",
                    "= 2",
                    "from −1.0001 to 10⁻⁶",
                    "10⁻⁵",
                    "training loss",
                    "published : lab sheet's log",
                    "20.01 ± 0.02 over 8 seeds",
                    "when run: at least 0.125 , met",
                ),
            ),
            (
                "ru",
                ("Теоретическая часть", "нет", "получено 3 из 4. Не получено:", "20,12"),
                (
                    "при запуске: не меньше 0,125 , да",
                    "не больше 30",
                    "не меньше 0,5",
                    "= 2",
                    "от −1,0001 до 10⁻⁶",
                ),
            ),
        ):
            with self.subTest(language):
                one = chapter(record, expected=rows)
                text = " ".join(text_of(self.build([one], language)).split())
                for word in (*words, *bounds, "10⁻⁵", "val_accuracy", "run it"):
                    self.assertIn(word, text)

    def test_figures_keep_their_title_and_the_report_has_it_as_caption(self):
        one = chapter(small_record(loss=1.0))
        moving = mock.Mock(frames=lambda: np.zeros((3, 4, 4), np.uint8))
        page = self.build([one, chapter(small_record(a=1.0), run="b", figures={"moves": moving})])
        self.assertEqual(one.figures["curve"].get_suptitle(), "A curve")
        captions = re.findall(r"<figcaption>(.*?)</figcaption>", page.read_text(encoding="utf-8"))
        self.assertIn("Figure\u00a01: A curve", captions)
        self.assertEqual(page.read_text(encoding="utf-8").count("data:image/webp"), 2)
        self.assertIn("moves.gif", text_of(page))

    def test_a_story_with_the_numbers_of_its_figures_its_works_and_its_terms(self):
        told = f"Seen ({figure('curve')}), as in{cite('kingma2014')}; the judge{term('judge')}."
        again = f"And so on: {figure('curve')}, {figure('other')}{term('judge')}."
        other = Figure()
        other.suptitle("Another")
        both = {"left": other, "other": other}
        stories = (Story((told,), ("curve",)), Story((again,), ("curve", "other")))
        for language, word, place in (("en", "Figure", "Figure"), ("ru", "рис.", "Рис.")):
            first = chapter(small_record(a=1.0), story=stories[0])
            second = chapter(
                small_record(a=1.0),
                run="b",
                story=stories[1],
                figures=first.figures | both,
            )
            text = " ".join(text_of(self.build([first, second], language)).split())
            with self.subTest(language):
                self.assertRegex(text, rf"Seen \( ?{word} 1 ?\)")
                self.assertRegex(text, rf"And so on: {word} 2 ?, {word} 3")
                captions = re.findall(rf"{place} (\d)[:.] ([A-Z]\w*)", text)
                expected = [("1", "A"), ("2", "A"), ("3", "Another"), ("4", "Another")]
                self.assertEqual([*dict.fromkeys(captions)], expected)
                self.assertRegex(text, r"as in \[ ?\d+ ?\]")
                self.assertIn("Auto-Encoding Variational Bayes", text)
                # the term's note is printed once
                note = {"en": "The judge is a separate", "ru": "Судья — отдельный"}[language]
                self.assertEqual(text.count(note), 1)

    def test_a_discussion_a_conclusion_own_rows_and_files(self):
        report = Report(
            "mnist",
            (chapter(small_record(a=1.0)),),
            published=(Table("t", ("a", "b"), (("theirs", "1"), ("ours", "2")), own=(1,)),),
            discussion=("They differ.",),
            conclusion=("So it is.",),
            files=("numbers.csv",),
        )
        _, page = build(report, "en", self.folder / "report")
        text = page.read_text(encoding="utf-8")
        self.assertIn("<td><strong>ours</strong></td><td><strong>2</strong></td>", text)
        self.assertNotIn("<strong>theirs", text)
        for words in ("<p>They differ.</p>", "<p>So it is.</p>", "<code>numbers.csv</code>"):
            self.assertIn(words, text)

    def test_several_runs_of_a_part_are_told_apart_by_their_names(self):
        runs = [chapter(small_record(a=1.0), run=run) for run in ("vae", "vae@beta=4")]
        headings = re.findall("<h3[^>]*>4[.][0-9] (.*?)</h3>", self.build(runs).read_text("utf-8"))
        self.assertEqual(
            headings,
            [f"What is it? (<code>{run}</code>)" for run in ("vae", "vae@beta=4")],
        )

    def test_theory_and_errata_are_those_of_its_parts(self):
        page = self.build([chapter(small_record(a=1.0), part="cvae", run="cvae")])
        text = text_of(page)
        self.assertIn("In the conditional VAE", text)
        self.assertIn("slides: CVAE", text)
        for words in ("chain rule", "Each operation is one function", "lower-triangular"):
            self.assertNotIn(words, text)

    def test_a_part_that_was_not_run_is_named_with_its_command(self):
        missing = chapter(None, part="made", command="run made", figures={})
        text = text_of(self.build([chapter(small_record(a=1.0)), missing]))
        self.assertIn("Not run on this data set", text)
        self.assertIn("run made", text)

    def test_tables_and_what_is_not_there(self):
        table = Table("errors", ("operation", "error"), (("relu", 1e-9), ("linear", float("nan"))))
        page = self.build([chapter(small_record(a=1.0), tables={"x": table})], published=[table])
        self.assertEqual(page.read_text(encoding="utf-8").count("<td>10⁻⁹</td>"), 2)

    def test_what_people_write_is_printed_as_it_is(self):
        for text in NASTY:
            with self.subTest(text):
                title = dict.fromkeys(FIELDS, text)
                record = small_record(text, a=1.0)
                table = Table(text, (text,), ((text,),))
                story = Story((text,), ())
                page = self.build([chapter(record, run="r", story=story)], "en", title, [table])
                self.assertNotIn("<script>alert", page.read_text(encoding="utf-8"))
                squeezed = "".join(text_of(page).split())
                # institution, title (also of the page), course, author, group, teacher, city, year;
                # the data's name in its line, the story, and three times the table
                self.assertGreaterEqual(squeezed.count("".join(text.split())), 9 + 2 + 3)

    def test_the_reference_stands_beside_a_run_and_is_named(self):
        expected = (Checked("train_loss", 1.25, None, 30, True),)
        own = small_record(train_loss=1.25)
        other = small_record(train_loss=2.75, more=3.5)
        apart = chapter(small_record(train_loss=4.5), run="reference/mnist/made", is_reference=True)
        for language, word, whole in (
            ("en", "reference", "come with the lab"),
            ("ru", "эталон", "поставляются вместе с программой"),
        ):
            figure = Figure()
            figure.suptitle("Another curve")
            beside = Reference(other, {"curve": figure})
            page = self.build([chapter(own, reference=beside, expected=expected), apart], language)
            text = page.read_text(encoding="utf-8")
            with self.subTest(language):
                self.assertIn(f"Another curve ({word})", " ".join(text_of(page).split()))
                self.assertEqual(text.count("data:image/webp"), 3)
                number = {"en": ".", "ru": ","}[language].join
                pair = [f"<td>{number([str(v), d])}</td>" for v, d in ((1, "25"), (2, "75"))]
                # in the section, and in the appendix no more
                self.assertEqual(len(re.findall(f"{pair[0]}<td>[^<]+</td>{pair[1]}", text)), 1)
                self.assertIn(whole, text)
        self.assertNotIn("reference", text_of(self.build([chapter(own)])))
        only = text_of(self.build([apart]))
        self.assertIn("no run of the author", only)

    def test_when_at_which_commit_and_for_whom_a_run_was_made(self):
        made = {
            "time": "2026-01-02T03:04:05+00:00",
            "commit": f"{'0123456789' * 4}-dirty",
            "title": {"author": "A. B.", "group": "42", "city": "C"},
        }
        unknown = made | {"commit": "unknown", "title": {}}
        for known, words in (
            (made, "Date: 2026-01-02 03:04:05 UTC, commit 012345678901-dirty, for A. B., 42."),
            (unknown, "Date: 2026-01-02 03:04:05 UTC, commit unknown."),
            (None, "Date: unknown."),
        ):
            record = small_record(a=1.0)
            record.config.update({"made": known} if known else {})
            text = "".join(text_of(self.build([chapter(record)])).split())
            with self.subTest(words):
                self.assertIn("".join(words.split()), text)

    def test_what_is_copied_from_the_pdf_has_no_invisible_characters(self):
        command = "python run_lab.py --part made --set preset=best --dataset binarized_mnist"
        self.build([chapter(small_record(some_long_name_of_a_number=1.0), command=command)])
        copied = "".join(characters_of((self.folder / "report-en.pdf").read_bytes()))
        self.assertLessEqual({*"_.-/:pn0"}, {*copied})
        self.assertEqual({c for c in copied if unicodedata.category(c) == "Cf"}, set())

    def test_the_old_report_stays_where_the_new_one_fails(self):
        page = self.build([chapter(small_record(a=1.0))])
        before = page.read_bytes()
        with (
            mock.patch.object(report.typst, "compile", side_effect=RuntimeError("a bug of ours")),
            self.assertRaises(RuntimeError),
        ):
            self.build([chapter(small_record(a=2.0))])
        self.assertEqual(page.read_bytes(), before)

    def test_what_a_killed_report_left_is_removed(self):
        page = self.build([chapter(small_record(a=1.0))])
        names = {path.name for path in page.parent.iterdir()}
        (page.parent / ".report").mkdir()
        (page.parent / ".report" / "page.typ").write_text("some")
        (page.parent / ".report-en.12.part.pdf").write_text("half")
        self.build([chapter(small_record(a=1.0))])
        self.assertEqual({path.name for path in page.parent.iterdir()}, names)


class Numbers(unittest.TestCase):
    def test_as_the_report_prints_them(self):
        for value, english, russian in (
            (1234.567, "1235", "1235"),
            (2000, "2000", "2000"),
            (1846032, "1,846,032", "1\u00a0846\u00a0032"),
            (0.00012345, "0.0001234", "0,0001234"),
            (-0.5, "−0.5", "−0,5"),
            (0.0, "0", "0"),
            (1e-5, "10⁻⁵", "10⁻⁵"),
            (-2.486e-9, "−2.486·10⁻⁹", "−2,486·10⁻⁹"),
            (3e12, "3·10¹²", "3·10¹²"),
        ):
            with self.subTest(value):
                self.assertEqual(value_text(value), english)
                with speaking("ru"):
                    self.assertEqual(value_text(value), russian)

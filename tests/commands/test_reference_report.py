"""The report of the runs that came with the lab, as a reader gets it: its size, its pages, and
whether everybody can read it.
"""

import re
import tempfile
import unittest
import zlib
from pathlib import Path
from unittest import mock

from axe_selenium_python import Axe

from lab.commands import report
from tests.support.browsers import chromium, resize
from tests.support.helpers import quiet

# of sixteen runs; each further one may add a page
MOST_PAGES, MOST_BYTES = 30, 3_000_000
WIDE, PHONE = 1300, 390
# for axe to read the longest page on a slow machine
SECONDS = 300
GRAVE = ("serious", "critical")


def decoded(pdf):
    """The bytes of a PDF file, its streams decompressed."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


class OfTheReference(unittest.TestCase):
    """In Russian, the longer of the two; built once."""

    @classmethod
    def setUpClass(cls):
        folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(mock.patch.object(report, "_explorer", lambda *_: []))
        with quiet():
            cls.pdf, cls.page, *_ = report.write_report(
                out=folder, languages=["ru"], dataset="mnist", reference=True
            )
        cls.text = cls.page.read_text(encoding="utf-8")

    def test_it_is_short_and_small(self):
        self.assertLessEqual(self.pdf.stat().st_size, MOST_BYTES)
        self.assertLessEqual(self.page.stat().st_size, MOST_BYTES)
        pages = len(re.findall(rb"/Type ?/Page\b", decoded(self.pdf.read_bytes())))
        self.assertGreater(pages, 10)
        runs = len(re.findall(r"<code>reference/\w+/[\w-]+</code>; ", self.text))
        self.assertGreater(runs, 16)
        self.assertLessEqual(pages, MOST_PAGES + runs - 16)

    def test_the_pdf_is_tagged_and_says_what_its_figures_show(self):
        contents = decoded(self.pdf.read_bytes())
        self.assertIn(b"/MarkInfo", contents)
        told = len(re.findall("<figure[^>]*><img", self.text.partition("Приложение")[0]))
        self.assertGreaterEqual(contents.count(b"/Alt"), told)

    def test_the_page_has_one_title_a_main_part_and_words_for_each_image(self):
        self.assertIn('<html lang="ru">', self.text)
        self.assertEqual(len(re.findall("<h1[ >]", self.text)), 1)
        self.assertEqual(len(re.findall("<main[ >]", self.text)), 1)
        images = re.findall("<img [^>]*>", self.text)
        self.assertGreater(len(images), 20)
        for image in images:
            self.assertRegex(image, 'alt="[^"]{5}')
            self.assertIn('loading="lazy"', image)

    def test_everybody_can_read_the_page_on_a_screen_and_on_a_phone(self):
        browser = chromium()
        self.addCleanup(browser.quit)
        browser.set_script_timeout(SECONDS)
        for width in (WIDE, PHONE):
            resize(browser, width)
            browser.get(self.page.as_uri())
            with self.subTest(width=width):
                axe = Axe(browser)
                axe.inject()
                found = [rule for rule in axe.run()["violations"] if rule["impact"] in GRAVE]
                self.assertEqual(found, [])
                spilt = "return document.documentElement.scrollWidth - window.innerWidth"
                self.assertLessEqual(browser.execute_script(spilt), 0)
                is_open = "return document.querySelector('.contents details').open"
                self.assertEqual(browser.execute_script(is_open), width == WIDE)

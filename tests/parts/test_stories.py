"""What the parts' runs say: smoke runs, the shipped ones, and in both languages."""

import re
import unittest

from PIL import Image

from lab.documents.pictures import LINE_INCHES, share_of_line
from lab.documents.story import pieces
from lab.languages import LANGUAGES
from lab.parts import PARTS
from lab.storage.lookup import SHIPPED
from lab.storage.records import Record
from tests.support.messages import has_words
from tests.support.smoke_runs import smoke_run
from tests.support.stories import plain

SENTENCES = range(4, 13)


def records():
    """(part, Record, its folder) of every smoke run, and of every run that came with the lab."""
    for part in PARTS:
        yield part, smoke_run(part.name).record, smoke_run(part.name).folder
        for name in part.run_names():
            for folder in SHIPPED.glob(f"*/{name}"):
                yield part, Record.load(folder), folder


def inches(path):
    """(width, height) of a figure as it is stored."""
    with Image.open(path) as picture:
        return [pixels / picture.info["dpi"][0] for pixels in picture.size]


class EveryStory(unittest.TestCase):
    def test_it_has_a_few_sentences_and_refers_to_one_or_two_of_its_figures(self):
        for part, record, folder in records():
            drawn = {path.stem: path for path in (folder / "figures").glob("*.png")}
            for language in LANGUAGES:
                story = part.story(record, language)
                with self.subTest(part=part.name, folder=folder, language=language):
                    self.assertIn(len(story.figures), (1, 2))
                    self.assertLessEqual(set(story.figures), set(drawn))
                    for width, height in (inches(drawn[name]) for name in story.figures):
                        # printed at its own size, its type no smaller than it was designed
                        printed = share_of_line(width, height) * LINE_INCHES
                        self.assertAlmostEqual(printed, width, places=2)
                    text = " ".join(map(plain, story.paragraphs))
                    count = len(re.findall(r"[^.][.!?](?=\s+[A-ZА-ЯЁ«\"]|$)", text))
                    self.assertIn(count, SENTENCES, text)
                    self.assertNotRegex(text, r"\s[,.;:)]|\(\)|  |[a-z]\d*_[a-z]|nan|inf\b")

    def test_it_is_said_in_russian_too(self):
        for part, record, folder in records():
            english, russian = (part.story(record, language).paragraphs for language in LANGUAGES)
            with self.subTest(part=part.name, folder=folder):
                self.assertEqual(len(english), len(russian))
                for one, other in zip(english, russian, strict=True):
                    self.assertTrue(has_words(one))
                    self.assertRegex(other, "[а-яё]{3}")
                    marks = [
                        sorted(piece for piece in pieces(text) if piece[0] != "text")
                        for text in (one, other)
                    ]
                    self.assertEqual(*marks)

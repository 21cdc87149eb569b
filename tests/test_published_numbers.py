"""Whoever prints a published number takes it from the lab's one table, with source and protocol.

In a page, the unit is a row of a table with the table's header, an item of a list or a paragraph.
Where a unit names a source of the table or speaks of papers and repositories, each number in it
that could be a likelihood of an image of MNIST is one of the table, which that unit then names the
source of, or one that a stored record holds. In code, no such number is typed a second time.
"""

import io
import json
import re
import tokenize
import unittest

from lab.experiment.published import DYNAMIC, FIXED, TABLE, VALIDATION
from lab.languages.catalogues import LAB, paths, read
from lab.parts import PARTS
from tests.support.helpers import ROOT

PAGES = (ROOT / "README.md", ROOT / "reports" / "README.md", *LAB.glob("**/README.md"))
# what a likelihood in nats looks like, and whether a dagger follows
NUMBER = re.compile(r"(?<![\d.,–-])(\d{2,3}\.\d{1,2})(?![\d.,]*\d|%| ?%)\**( †)?")
LEAST, MOST = 70, 200
OF_OTHERS = re.compile(r"et al\.|published|repositor|\bpapers?\b")
WORDS = {FIXED: f"fixed|{FIXED}", DYNAMIC: f"dynamic|{DYNAMIC}"}


def name_of(row):
    """How a text names the row's source, with or without brackets around the year."""
    return row.source.name.split(" (")[0]


def units(text):
    """The units of a page, as (the section's text, the unit's text)."""
    for section in re.split(r"\n(?=#+ )", text):
        for block in section.split("\n\n"):
            lines = block.splitlines()
            if block.lstrip().startswith("|"):
                header = "\n".join(lines[:2])
                yield from ((section, f"{header}\n{line}") for line in lines[2:])
            else:
                items = re.split(r"\n(?=- )", block)
                yield from ((section, " ".join(item.split())) for item in items)


def recorded():
    """All numbers of the stored records' metrics."""
    numbers = []
    for path in ROOT.glob("reports/reference/*/*/metrics.json"):
        metrics = json.loads(path.read_text(encoding="utf-8"))
        numbers += [abs(value) for value in metrics.values() if isinstance(value, float)]
    return numbers


def complaints(section, unit, records):
    """What is wrong with the numbers of one unit."""
    if not OF_OTHERS.search(unit) and not any(name_of(row) in unit for row in TABLE):
        return
    for text, dagger in NUMBER.findall(unit):
        if not LEAST <= float(text) <= MOST:
            continue
        decimals = len(text.partition(".")[2])
        rows = [row for row in TABLE if row.nats == float(text)]
        named = [row for row in rows if name_of(row) in unit]
        if any(round(value, decimals) == float(text) for value in records) and not named:
            continue
        if not rows:
            yield f"{text} is neither in the table of published numbers nor in a record"
        elif not named:
            yield f"{text} without its source, {name_of(rows[0])}"
        else:
            (row,) = named
            if bool(dagger) == row.is_read:
                yield f"{text} {'needs' if dagger == '' else 'needs no'} dagger"
            if not re.search(WORDS[row.protocol], section):
                yield f"{text} without its protocol, {row.protocol}"
            if row.split == VALIDATION and "validation" not in section:
                yield f"{text} is of validation images: say so"


class Pages(unittest.TestCase):
    def test_each_number_is_of_the_table_or_of_a_record(self):
        records = recorded()
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            for section, unit in units(text):
                with self.subTest(page=str(page.relative_to(ROOT)), unit=unit):
                    self.assertEqual(list(complaints(section, unit, records)), [])

    def test_what_is_refused(self):
        section = "On the fixed set, in nats:"
        for unit, word in (
            ("MADE (Germain et al., 2015) has 86.46.", "neither in the table"),
            ("A published MADE has 86.64.", "without its source, Germain"),
            ("Germain et al. (2015) have 88.40 with one mask.", "needs dagger"),
            ("| model | nats |\n|---|---|\n| MADE (Germain et al., 2015) | 86.64 † |", "no dagger"),
            ("Burda et al. (2016) have 84.78.", "without its protocol, dynamic"),
            ("karpathy/pytorch-made has 94.5.", "validation"),
        ):
            with self.subTest(unit):
                (found,) = complaints(section, unit, [])
                self.assertIn(word, found)

    def test_what_is_not(self):
        section = "On the fixed set, in nats:"
        for unit in (
            "| model | nats |\n|---|---|\n| MADE (Germain et al., 2015) | 88.40 † |",
            "Burda et al. (2016) have **88.71**, we 88.53; in 97.5 % of 2015.",
            "Without a word of others 83.21 is ours.",
        ):
            with self.subTest(unit):
                self.assertEqual(list(complaints(section, unit, [88.5268])), [])


class Code(unittest.TestCase):
    def test_no_published_number_is_typed_beside_the_table(self):
        published = {row.nats for row in TABLE}
        table = LAB / "experiment" / "published.py"
        for path in sorted(set(LAB.glob("**/*.py")) - {table}):
            source = path.read_text(encoding="utf-8")
            for token in tokenize.generate_tokens(io.StringIO(source).readline):
                if token.type == tokenize.NUMBER and "." in token.string:
                    place = f"{path.relative_to(ROOT)}:{token.start[0]}"
                    self.assertNotIn(float(token.string), published, place)

    def test_expected_results_print_those_of_the_table(self):
        for part in PARTS:
            for row in part.expectations:
                text = f"{row.dataset} {row.source}"
                section = f"{text} fixed validation dynamic"
                with self.subTest(part=part.name, row=row.name):
                    self.assertEqual(list(complaints(section, text, [])), [])

    def test_translations_have_the_numbers_of_their_message(self):
        for path in paths("ru"):
            for message in read(path, "ru"):
                texts = message.string if isinstance(message.string, tuple) else (message.string,)
                for text in texts if isinstance(message.id, str) and message.id else ():
                    english = re.findall(r"\d+\.\d+", message.id)
                    russian = re.findall(r"\d+[.,]\d+", text)
                    found = sorted(number.replace(",", ".") for number in russian)
                    self.assertEqual(found, sorted(english), message.id)

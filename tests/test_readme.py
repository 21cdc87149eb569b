"""READMEs: question and time are the parts' own, links lead somewhere, the first one is short."""

import re
import unittest

from lab.parts import PARTS
from tests.support.helpers import ROOT

LONGEST = 9_000  # bytes
LINK = re.compile(r"\]\(([^)#]+)\)")


def page_of(part):
    """The README of a part, from the root."""
    return f"lab/parts/{part.name.replace('-', '_')}/README.md"


def rows():
    """A line for each part, from what the part itself says."""
    for part in PARTS:
        yield f"| [`{part.name}`]({page_of(part)}) | {part.question} | {part.minutes:g} |"


class Readme(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_the_table_is_that_of_the_parts(self):
        table = "\n".join(("| part | question | minutes |", "|---|---|---|", *rows()))
        self.assertIn(table, self.text, f"README should hold this table:\n{table}")

    def test_it_says_how_long_they_take_together(self):
        minutes = sum(part.minutes for part in PARTS)
        self.assertIn(f"every part, about {round(minutes, -1):g} minutes;", self.text)

    def test_it_is_short(self):
        self.assertLessEqual(len(self.text.encode()), LONGEST)


class PagesOfParts(unittest.TestCase):
    def test_each_begins_with_the_part_s_name_and_question_and_says_its_time(self):
        for part in PARTS:
            with self.subTest(part.name):
                text = (ROOT / page_of(part)).read_text(encoding="utf-8")
                title, _, question = text.splitlines()[:3]
                self.assertEqual(title.removeprefix("# ").split(":")[0], part.name)
                self.assertEqual(question, f"**{part.question}**")
                is_short = part.minutes < 0.5
                time = (
                    "A few seconds." if is_short else f"About {part.minutes:g} minutes on two cores"
                )
                self.assertIn(f"\n{time}", text)


class Links(unittest.TestCase):
    def test_they_lead_to_files(self):
        pages = [*ROOT.glob("*.md"), *ROOT.glob("lab/**/*.md"), *ROOT.glob("tests/*.md")]
        for page in [*pages, ROOT / "reports" / "README.md"]:
            for target in LINK.findall(page.read_text(encoding="utf-8")):
                if "://" not in target:
                    with self.subTest(page=page.name, target=target):
                        self.assertTrue((page.parent / target).exists(), f"{page}: {target}")


if __name__ == "__main__":
    unittest.main()

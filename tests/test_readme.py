"""README: its table is the parts' own, its links lead somewhere, and it stays short."""

import re
import unittest

from lab.parts import PARTS
from tests.support.helpers import ROOT

LONGEST = 9_000  # bytes
LINK = re.compile(r"\]\(([^)#]+)\)")


def rows():
    """A line for each part, from what the part itself says."""
    for part in PARTS:
        folder = f"lab/parts/{part.name.replace('-', '_')}"
        yield f"| [`{part.name}`]({folder}/README.md) | {part.question} | {part.minutes:g} |"


class Readme(unittest.TestCase):
    def setUp(self):
        self.text = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_the_table_is_that_of_the_parts(self):
        table = "\n".join(("| part | question | minutes |", "|---|---|---|", *rows()))
        self.assertIn(table, self.text, f"README should hold this table:\n{table}")

    def test_it_is_short(self):
        self.assertLessEqual(len(self.text.encode()), LONGEST)


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

"""The works that the report cites, by the names that `pages/works.bib` gives them."""

import re
from pathlib import Path

_BIBLIOGRAPHY = Path(__file__).with_name("pages") / "works.bib"

WORKS = tuple(re.findall(r"^@\w+\{(\w+),", _BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE))

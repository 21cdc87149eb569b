import html
import re

from lab.documents.chapters import Report
from lab.documents.own_text import LARGEST_BYTES, blocks_of, read_text_of
from lab.documents.report import build
from lab.languages import LANGUAGES
from tests.support.helpers import LabTest
from tests.support.records import chapter, small_record

TEXT = """# What I saw

The loss *falls* and **then** `kl` grows.

- one
- two

3. three

> quoted

    x = 1

A [paper](https://example.org) and <https://example.org>.
"""
NASTY = """<script>alert(1)</script> and <b>bold</b> ![cat](http://x.y/z.png) #panic("x") $x$ @a

[click](javascript:alert(1)) #import "x"

<div onclick="f()">
block
</div>
"""


class Blocks(LabTest):
    def test_each_kind(self):
        heading, prose, bullets, numbers, quote, code, links = blocks_of(TEXT)
        self.assertEqual(
            heading, {"kind": "heading", "text": [{"kind": "text", "text": "What I saw"}]}
        )
        self.assertEqual(
            [piece["kind"] for piece in prose["text"]],
            ["text", "emphasis", "text", "strong", "text", "code", "text"],
        )
        self.assertEqual((bullets["first"], len(bullets["items"])), (None, 2))
        self.assertEqual(numbers["first"], 3)
        self.assertEqual(quote["blocks"][0]["kind"], "paragraph")
        self.assertEqual(code, {"kind": "code", "text": "x = 1"})
        said = "".join(piece["text"] for piece in links["text"])
        self.assertEqual(said, "A paper (https://example.org) and https://example.org.")

    def test_markup_is_text(self):
        said = " ".join(p["text"] for block in blocks_of(NASTY) for p in block["text"])
        for words in ("<script>alert(1)</script>", "![cat](http://x.y/z.png)", '<div onclick="f()'):
            self.assertIn(words, said)

    def test_what_cannot_be_read_is_one_line(self):
        path = self.folder / "vae.md"
        self.assertEqual(read_text_of(path), ())
        path.write_bytes("\ufeff".encode())
        self.assertEqual(read_text_of(path), ())
        path.write_bytes(b"\xff\xfe\x00")
        with self.refused(str(path), "UTF-8"):
            read_text_of(path)
        path.write_bytes(b"x" * (LARGEST_BYTES + 1))
        with self.refused(str(path), "longer than"):
            read_text_of(path)
        path.unlink()
        path.mkdir()
        with self.refused(str(path), "cannot be read"):
            read_text_of(path)

    def test_deep_nesting_ends(self):
        self.assertTrue(blocks_of("> " * 5000 + "x"))
        self.assertTrue(blocks_of("*" * 20_000 + "x"))


class Pages(LabTest):
    def page(self, language="en", **options):
        record = small_record(a=1.0)
        report = Report("mnist", (chapter(record, figures={}, **options),))
        pdf, page = build(report, language, self.folder / "report")
        self.assertTrue(pdf.read_bytes().startswith(b"%PDF"))
        return page.read_text(encoding="utf-8")

    def test_it_is_printed_and_never_executed(self):
        page = self.page(own_text=blocks_of(TEXT + NASTY))
        self.assertNotIn("<script>alert", page)
        self.assertNotIn('http://x.y/z.png"', page)
        said = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
        for words in ("What I saw", "![cat](http://x.y/z.png)", '#panic("x") $x$ @a', "x = 1"):
            self.assertIn(words, said)
        self.assertNotRegex(page, "<h[1-6][^>]*>[^<]*What I saw")
        self.assertNotIn("Draft", page)

    def test_where_it_lacks_there_is_a_prompt_and_the_report_is_a_draft(self):
        for language, words in zip(
            LANGUAGES, (("What do you see?", "Draft"), ("Что вы видите?", "Черновик")), strict=True
        ):
            page = self.page(language, own_text=())
            for word in words:
                self.assertIn(word, page)
        page = self.page(own_text=None)
        self.assertNotIn("What do you see?", page)
        self.assertNotIn("Draft", page)

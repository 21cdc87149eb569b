"""Records that another version of the lab wrote, or that were changed: one line, no traceback."""

import copy
import dataclasses
import functools
import json
import operator
import shutil
from unittest import mock

import numpy as np
from hypothesis import given

from lab.commands import compare
from lab.commands.expectations import checked_rows
from lab.documents import explorer
from lab.documents.chapters import Chapter, Report, Table
from lab.documents.paragraphs import Paragraphs
from lab.documents.report import _chapter, _table, build
from lab.errors import LabError
from lab.experiment.comparison import table_rows
from lab.experiment.published import FIXED
from lab.parts import PARTS, find
from lab.storage import networks
from lab.storage.records import Record
from tests.support.damage import ODD, altered, places_in
from tests.support.helpers import CliTest, LabTest, run_cli
from tests.support.smoke_runs import smoke_run
from tests.support.sound_files import RECORD, SOUND, write_sound


class Altered(LabTest):
    def setUp(self):
        super().setUp()
        self.folder = write_sound(self.folder)

    def test_what_is_read_can_be_shown_or_is_one_line(self):
        self.shown(Record.load(self.folder))
        for name, content in RECORD.items():
            with self.subTest(name):
                self.alter(name, content)
                (self.folder / name).write_bytes(SOUND[name])

    def alter(self, name, content):
        for place in places_in(content):
            for odd in ODD:
                other = copy.deepcopy(content)
                functools.reduce(operator.getitem, place[:-1], other)[place[-1]] = odd
                with self.subTest(name, place=place, odd=odd):
                    self.shown_or_one_line(name, other)

        @given(altered(content))
        def holds(other):
            self.shown_or_one_line(name, other)

        holds()

    def shown_or_one_line(self, name, content):
        (self.folder / name).write_text(json.dumps(content), encoding="utf-8")
        try:
            shown = self.shown(Record.load(self.folder))
            # as the report's pages take it
            json.dumps(shown, ensure_ascii=False, allow_nan=False).encode()
        except LabError as error:
            self.assertTrue(str(error).isprintable())

    def shown(self, record):
        rows = tuple(checked_rows(find("vae"), record))
        chapter = Chapter("vae", "", "lab sheet", "", "vae", record, expected=rows)
        rows = list(compare._rows([record, Record.load(self.folder)]))
        published = Table("", (), table_rows(FIXED, [("vae", record, True)]))
        tables = [_table(published, Paragraphs()), str(rows)]
        return [_chapter(chapter, self.folder, Paragraphs()), record.caption, *tables]

    def test_characters_that_no_page_may_hold(self):
        odd = "\x00\x1b[2J\ufffe"
        chapter = Chapter("vae", odd, "", odd, run="vae", record=Record.load(self.folder))
        report = Report("digits", (chapter,), title={"author": odd})
        _, page = build(report, "en", self.folder / "report")
        # the heading and its place in the contents, the command, the author
        self.assertEqual(page.read_text(encoding="utf-8").count("\ufffd\ufffd[2J\ufffd"), 4)

    def test_a_network_of_other_images_than_its_record(self):
        record = Record.load(self.folder)
        layers = {"decoder": [networks.packed(networks.Layer(np.ones((2, 16)), np.ones(16)))]}
        with self.refused("(6, 4)", "16 pixels", "run it again"), record.explaining_errors():
            explorer._cvae(layers, record)


class OfAnotherVersion(CliTest):
    """A stored run of a part that draws what was not stored then."""

    def setUp(self):
        super().setUp()
        self.run = self.out / "reports" / "digits" / "vae@smoke"
        shutil.copytree(smoke_run("vae").folder, self.run)
        shutil.copytree(self.run, self.run.with_name("vae@beta=4"))

    def change(self, **arrays):
        found = {**smoke_run("vae").record.arrays, **arrays}
        stored = {name: array for name, array in found.items() if array is not None}
        np.savez(self.run / "arrays.npz", **stored)

    def refuses_to_show(self, *words):
        for arguments in (("--part", "vae", "--figures", "--smoke"), ("--report", "--smoke")):
            with self.subTest(arguments):
                self.refuses(arguments, "vae on digits", str(self.run), "run it again", *words)

    def test_an_array_that_is_not_there(self):
        name = next(iter(smoke_run("vae").record.arrays))
        self.change(**{name: None})
        self.refuses_to_show("lacks", repr(name))

    def test_an_array_of_another_kind(self):
        self.change(**{next(iter(smoke_run("vae").record.arrays)): np.array("text")})
        self.refuses_to_show("does not fit")

    def test_a_table_of_what_is_not_there(self):
        empty = {"arrays": {}, "metrics": {}, "history": []}
        record = dataclasses.replace(Record.load(self.run), **empty)
        for part in PARTS:
            if hasattr(part.module("figures"), "tables"):
                with self.subTest(part=part.name), self.refused("run it again"):
                    part.tables(record)

    def test_compared_runs_need_no_arrays_but_sound_ones(self):
        self.change(**dict.fromkeys(smoke_run("vae").record.arrays))
        runs = ("--compare", "vae@smoke", "vae@beta=4", "--out", self.out)
        with (
            mock.patch.object(compare, "_side_by_side", return_value={}),
            mock.patch.object(compare, "save_figures"),
        ):
            self.assertEqual(run_cli(*runs)[0], 0)
        (self.run / "arrays.npz").write_bytes(b"")
        self.refuses(runs, str(self.run), "damaged", "run it again")

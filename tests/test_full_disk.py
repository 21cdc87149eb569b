"""Everything that the lab writes, where files can't grow: one line, and what was there stays."""

import contextlib
import errno
import os
import resource
from pathlib import Path
from unittest import mock

import keras
import numpy as np

from lab import backend
from lab.commands.compare import compare_runs
from lab.documents import explorer
from lab.documents.chapters import Report
from lab.documents.report import build, pages
from lab.figures.animations import Animation
from lab.storage.figure_files import save_figures
from lab.storage.files import written_beside
from lab.training.state import TrainingState
from tests.support.helpers import LabTest, run_cli, tiny_vae
from tests.support.records import chapter, small_record, some_figure, some_record

NOISE = np.random.default_rng(0)
PICTURES = list(NOISE.random((3, 40, 40)))


@contextlib.contextmanager
def largest_file(size):
    """In this process no file grows beyond so many bytes: "File too large", as "No space left"."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class FullDisk(LabTest):
    def setUp(self):
        super().setUp()
        self.model = tiny_vae()
        self.model.compile(optimizer=keras.optimizers.Adam())
        self.model.optimizer.build(self.model.trainable_variables)

    def contents(self):
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def assert_keeps_what_was_there(self, write, *names):
        """Of the files that `write` makes each in turn may not get to its end."""
        write()
        before = self.contents()
        sizes = sorted({len(before[name]) for name in names})
        for size in {0, 1, *(size // 2 for size in sizes), sizes[-1] - 1}:
            with self.subTest(size), largest_file(size), self.refused("cannot write", "too large"):
                write()
            self.assertEqual(self.contents(), before)

    def test_a_file_that_cannot_come_into_its_place(self):
        path = self.folder / "some.json"
        path.write_text("old")
        for kind, words in ((errno.ENOSPC, "No space left"), (errno.EROFS, "Read-only")):
            error = OSError(kind, os.strerror(kind))
            with (
                mock.patch.object(Path, "replace", side_effect=error),
                self.refused("cannot write", "some.json", words),
                written_beside(path) as temporary,
            ):
                temporary.write_text("new")
            self.assertEqual(self.contents(), {"some.json": b"old"})

    def test_a_training_state(self):
        state = TrainingState(self.model, self.folder / "some.state.npz", {})
        self.assert_keeps_what_was_there(lambda: state.save(None), "some.state.npz")

    def test_a_model(self):
        def write():
            with written_beside(self.folder / "some.keras") as path:
                self.model.save(path)

        self.assert_keeps_what_was_there(write, "some.keras")

    def test_a_record_and_its_figures(self):
        record = some_record(arrays={"a": NOISE.random(1000)})
        figures = {"a": some_figure(), "moving": Animation(some_figure(), PICTURES)}
        run = self.folder / "run"
        self.assert_keeps_what_was_there(
            lambda: record.save(run, figures),
            *("run/arrays.npz", "run/metrics.json", "run/config.json", "run/history.csv"),
            *("run/figures/a.png", "run/figures/a.svg", "run/figures/moving.gif"),
        )
        self.assert_keeps_what_was_there(
            lambda: save_figures(run, figures),
            *("run/figures/a.png", "run/figures/a.svg", "run/figures/moving.gif"),
        )

    def test_the_report(self):
        def write():
            return build(Report("mnist", (chapter(small_record()),)), "en", self.folder / "report")

        pdf, _ = write()
        before = self.contents()
        # more than any of the pages that it is set from
        enough_for_pages = 1 + max(path.stat().st_size for path in pages())
        self.assertGreater(pdf.stat().st_size, enough_for_pages)
        for size, name in ((enough_for_pages, "report-en.pdf"), (5_000, ".report"), (0, ".report")):
            with largest_file(size), self.refused("cannot write", name, "large"):
                write()
        self.assertEqual(self.contents(), before)

    def test_the_explorer(self):
        contents = {"made": {"some": "thing"}}
        with (
            mock.patch.object(explorer, "_contents", return_value=contents),
            mock.patch.object(explorer, "_missing", return_value=[]),
        ):
            self.assert_keeps_what_was_there(
                lambda: explorer.build(self.folder / "reports", "mnist"),
                "reports/explorer.html",
            )

    def test_a_comparison(self):
        runs = [self.folder / "reports" / "digits" / name for name in ("vae", "vae@beta=4")]
        for run in runs:
            some_record().save(run, {"a": some_figure()})

        def compare():
            return compare_runs([str(run) for run in runs], out=self.folder).folder

        compared = compare().relative_to(self.folder).as_posix()
        self.assert_keeps_what_was_there(
            compare, f"{compared}/differences.csv", f"{compared}/figures/a.png"
        )


class OnTheCommandLine(LabTest):
    def test_no_temporary_files(self):
        error = FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/x']")
        with (
            mock.patch("tempfile.TemporaryFile", side_effect=error),
            self.refused("temporary files", "No usable", "$TMPDIR"),
        ):
            backend.start.__wrapped__()

    def test_what_no_nearer_guard_takes_is_a_line_too(self):
        for error, words in (
            (OSError(errno.ENOSPC, "No space left on device"), ("its output", "No space")),
            (OSError(errno.EROFS, "Read-only file system", "/some/file"), ("/some/file",)),
        ):
            with mock.patch("lab.commands.run.run_part", side_effect=error):
                code, _, errors = run_cli("--part", "vae")
            self.assertEqual(code, 2)
            self.assertEqual(errors.count("\n"), 1)
            for word in ("run_lab: ", *words):
                self.assertIn(word, errors)

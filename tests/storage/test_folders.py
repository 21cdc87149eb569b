import contextlib
from pathlib import Path

from lab.errors import LabError
from lab.storage.folders import Folders
from tests.support.helpers import LabTest
from tests.support.records import some_record

FINGERPRINT = {"seed": 3}


class FoldersTest(LabTest):
    def setUp(self):
        super().setUp()
        self.folders = Folders.of(self.folder, "digits", "vae")
        self.work = self.folders.work

    def store(self, *names):
        for name in names:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("some")

    def files(self):
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in found} - {
            "runs/digits/vae/.lock"
        }

    def test_no_data_set_has_the_name_of_the_folder_of_shipped_records(self):
        with self.refused("cannot be called 'reference'", "rename"):
            Folders.of(self.folder, "reference", "vae")

    def test_nothing_of_an_earlier_run_is_taken_for_this_one_s_unless_it_is_resumed(self):
        kept = {"runs/digits/vae/some.keras", "reports/digits/vae/metrics.json"}
        theirs = {"runs/digits/vae/features.npz", "runs/digits/vae/unfinished/notes.txt"}
        to_resume = {"runs/digits/vae/a.state.npz", "runs/digits/vae/b.measured.npz"}
        waiting = "runs/digits/vae/unfinished/some.keras"
        self.store(*kept, *theirs, *to_resume, waiting)
        with self.begun(resume=True):
            self.assertEqual(self.files(), kept | theirs | to_resume)
        with self.begun(resume=False):
            self.assertEqual(self.files(), kept | theirs)
            self.folders.mark_finished(FINGERPRINT)
        finished = {"runs/digits/vae/finished.json"}
        self.assertEqual(self.files(), kept | theirs | finished)

    def test_a_run_is_finished_once_it_has_its_record(self):
        self.assertIsNone(self.folders.finished_record(FINGERPRINT))
        with self.begun(resume=False):
            self.folders.mark_finished(FINGERPRINT)
            self.assertIsNone(self.folders.finished_record(FINGERPRINT))
            some_record().save(self.folders.record, {})
        found = self.folders.finished_record(FINGERPRINT)
        self.assertEqual(found.metrics, some_record().metrics)
        self.assertIsNone(self.folders.finished_record({"seed": 4}))
        self.store("reports/digits/vae/metrics.json")
        self.assertIsNone(self.folders.finished_record(FINGERPRINT), "a damaged record")

    @contextlib.contextmanager
    def begun(self, resume):
        with self.folders.locked(), self.folders.replacing_earlier_run(resume):
            yield

    def begun_anew(self, error, resume=False):
        with (
            self.assertRaises(type(error)),
            self.folders.locked(),
            self.folders.replacing_earlier_run(resume),
        ):
            self.assertIsNone(self.folders.finished_record(FINGERPRINT))
            raise error

    def test_a_new_run_that_fails_leaves_the_old_one_finished_and_one_that_is_stopped_goes_on(self):
        with self.begun(resume=False):
            some_record().save(self.folders.record, {})
            self.folders.mark_finished(FINGERPRINT)
        for error, resume in ((LabError(""), False), (ZeroDivisionError(), True)):
            self.begun_anew(error, resume)
            self.assertIsNotNone(self.folders.finished_record(FINGERPRINT))
        for resume in (False, True):
            self.begun_anew(KeyboardInterrupt(), resume)
            self.assertIsNone(self.folders.finished_record(FINGERPRINT))
        self.begun_anew(LabError(""), resume=True)
        self.assertIsNotNone(self.folders.finished_record(FINGERPRINT))

    def test_models_wait_for_their_record(self):
        with self.begun(resume=False):
            self.store("runs/digits/vae/unfinished/a.keras")
            place = {self.work / "unfinished" / "a.keras": self.work / "a.keras"}
            self.assertEqual(self.folders.new_models(), place)

    def test_what_dead_processes_were_writing_is_removed(self):
        left = [
            "runs/digits/vae/.a.state.12.part.npz",
            "reports/digits/vae/.metrics.12.part.json",
            "reports/digits/vae/figures/.a.12.part.png",
        ]
        kept = {"reports/digits/vae/figures/a.png", "runs/digits/vae/.x.partner"}
        self.store(*left, *kept)
        with self.folders.locked():
            self.assertEqual(self.files(), kept)

    def test_a_folder_that_was_deleted(self):
        with self.begun(resume=False):
            (self.work / "unfinished").rmdir()
            with self.refused(str(self.work), "deleted during the run", "start it again"):
                self.folders.new_models()

    def refuses(self, *words):
        with self.refused(*words), self.folders.locked():
            self.fail("it began")
        self.assertFalse((self.work / ".lock").exists())

    def test_where_nothing_can_be_written(self):
        for name, below in (("reports", Path("reports", "digits", "vae")), ("runs", self.work)):
            (self.folder / name).write_text("a file")
            self.refuses("cannot write", str(below), "Not a directory", "--out")
            (self.folder / name).unlink()
            for target in ("nowhere", name):
                (self.folder / name).symlink_to(self.folder / target)
                self.refuses("cannot write", str(self.folder / name), "broken link", "--out")
                (self.folder / name).unlink()

    def test_what_is_in_the_way_of_the_results(self):
        self.folders.record.mkdir(parents=True)
        self.work.mkdir(parents=True)
        (self.folders.record / "figures.json").write_text('["a.png"]')
        record, work = self.folders.record, self.work
        for path in (record / "figures", work / "unfinished"):
            path.write_text("a file")
            self.refuses("cannot write", str(path), "Not a directory")
            path.unlink()
        for path in (
            *(record / name for name in ("metrics.json", "config.json", "arrays.npz")),
            *(record / "history.csv", record / "figures" / "a.png"),
            *(work / name for name in ("finished.json", "vae.keras", "vae.state.npz")),
        ):
            path.mkdir(parents=True)
            self.refuses("cannot write", str(path), "is a folder")
            path.rmdir()
        (record / "figures" / "other.png").mkdir()
        (record / "figures" / ".ipynb_checkpoints").mkdir()
        with self.folders.locked():
            pass

    def test_nothing_is_removed_behind_a_link(self):
        names = ("vae.state.npz", ".x.12.part.npz", "a.keras", "a.png", "metrics.json")
        for folder in (
            *(self.folders.record, self.folders.record / "figures"),
            *(self.work, self.work / "unfinished"),
        ):
            self.store(*(f"elsewhere/{name}" for name in names))
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.symlink_to(self.folder / "elsewhere")
            before = self.files()
            with self.subTest(folder):
                self.refuses(str(folder), "is a link", "remove the link", "--out")
            self.assertEqual(self.files(), before)
            folder.unlink()

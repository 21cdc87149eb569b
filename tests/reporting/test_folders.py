from pathlib import Path

from lab.reporting.folders import Folders
from tests.helpers import LabTest
from tests.reporting.test_records import some_record

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

    def test_nothing_of_an_earlier_run_is_taken_for_this_one_s_unless_it_is_resumed(self):
        kept = {"runs/digits/vae/some.keras", "reports/digits/vae/metrics.json"}
        to_resume = {"runs/digits/vae/a.state.npz", "runs/digits/vae/b.measured.npz"}
        waiting = "runs/digits/vae/unfinished/some.keras"
        self.store(*kept, *to_resume, waiting)
        with self.folders.alone():
            self.folders.begin(resume=True)
        self.assertEqual(self.files(), kept | to_resume)
        with self.folders.alone():
            self.folders.begin(resume=False)
        self.assertEqual(self.files(), kept)

    def test_a_run_is_finished_once_it_has_its_record_until_it_begins_again(self):
        with self.folders.alone():
            self.folders.begin(resume=False)
            self.assertIsNone(self.folders.finished(FINGERPRINT))
            self.folders.finish(FINGERPRINT)
            self.assertIsNone(self.folders.finished(FINGERPRINT))
            some_record().save(self.folders.record, {})
            found = self.folders.finished(FINGERPRINT)
            self.assertEqual(found.metrics, some_record().metrics)
            self.assertIsNone(self.folders.finished({"seed": 4}))
            self.store("reports/digits/vae/metrics.json")
            self.assertIsNone(self.folders.finished(FINGERPRINT), "a damaged record")
            self.folders.begin(resume=True)
            self.assertIsNone(self.folders.finished(FINGERPRINT))

    def test_models_wait_for_their_record(self):
        with self.folders.alone():
            self.folders.begin(resume=False)
            self.store("runs/digits/vae/unfinished/a.keras")
            place = {self.work / "unfinished" / "a.keras": self.work / "a.keras"}
            self.assertEqual(self.folders.models(), place)

    def test_what_dead_processes_were_writing_is_removed(self):
        left = [
            "runs/digits/vae/.a.state.12.part.npz",
            "reports/digits/vae/.metrics.12.part.json",
            "reports/digits/vae/figures/.a.12.part.png",
        ]
        self.store(*left, "reports/digits/vae/figures/a.png")
        with self.folders.alone():
            self.assertEqual(self.files(), {"reports/digits/vae/figures/a.png"})

    def test_a_folder_that_was_deleted(self):
        with self.folders.alone():
            self.folders.begin(resume=False)
            (self.work / "unfinished").rmdir()
            with self.refused(str(self.work), "deleted under way", "start the run again"):
                self.folders.models()

    def test_where_nothing_can_be_written(self):
        (self.folder / "reports").write_text("a file")
        with self.refused("cannot write", str(Path("reports", "digits", "vae")), "--out"):
            self.folders.check_writable()
        (self.folder / "runs").write_text("a file")
        with self.refused("cannot write", ".lock"), self.folders.alone():
            pass

"""The two folders of a run: its record, and its working folder with what resuming needs."""

import contextlib
import dataclasses
import json
from pathlib import Path

from lab.errors import LabError
from lab.storage import networks
from lab.storage.figure_files import listed_figures
from lab.storage.files import check_folder, is_own_file, remove_leftovers, written_beside
from lab.storage.locks import locked
from lab.storage.lookup import REFERENCE
from lab.storage.records import FILES, Record

# trained models wait there for the record that they belong to
NEW_MODELS = "unfinished"
# there once the record is stored; while the run is made again it waits among the new models
FINISHED = "finished.json"
# what a training or a long measurement can be resumed from
TO_RESUME = ("*.state.npz", "*.measured.npz")
MODELS = "*.keras"


@dataclasses.dataclass(frozen=True)
class Folders:
    """record: <out>/reports/<dataset>/<run>. work: <out>/runs/<dataset>/<run>, for states and
    trained models. Raises LabError where the data set has the name of something else there.
    """

    record: Path
    work: Path

    @classmethod
    def of(cls, out, dataset, run_name):
        """Those of a run below the folder `out`; makes neither."""
        if dataset == REFERENCE:
            raise LabError(
                f"a data set cannot be called {dataset!r}, the folder in reports/ of the results "
                "that come with the lab: rename its folder"
            )
        return cls(*(Path(out, kind, dataset, run_name) for kind in ("reports", "runs")))

    def check_writable(self):
        """Raises LabError that names whatever would keep results from being written.

        Called before any time is spent on training.
        """
        for folder in self._folders():
            check_folder(folder)
        listed = listed_figures(self.record)
        replaced = [self.record / name for name in (*FILES, networks.FILE, *listed)]
        replaced += self.record.glob("*.csv")
        for pattern in (FINISHED, MODELS, *TO_RESUME):
            replaced += self.work.glob(pattern)
        for path in replaced:
            if path.is_dir():
                raise LabError(f"cannot write {path}: it is a folder: move it away")

    def _folders(self):
        return self.record, self.record / "figures", self.work, self.work / NEW_MODELS

    @contextlib.contextmanager
    def locked(self, wait=False):
        """Keeps other processes out, and removes what dead ones left half-written.

        Where another process holds the lock: waits, or raises LabError. It is also raised where
        something is in the way of the results.
        """
        self.check_writable()
        taken = (
            f"another process is running this experiment, in {self.work}: wait, or choose another "
            "--out"
        )
        with locked(self.work / ".lock", None if wait else taken):
            for folder in self._folders():
                remove_leftovers(folder)
            yield

    def hold_saved_states(self):
        """Whether a run, finished or not, left here what it can be resumed from."""
        return any(any(self.work.glob(pattern)) for pattern in TO_RESUME)

    def hold_interrupted_run(self):
        """Whether a run stopped here and can be resumed."""
        return not (self.work / FINISHED).exists() and self.hold_saved_states()

    @contextlib.contextmanager
    def replacing_earlier_run(self, resume):
        """For the block that makes a run: unless it resumes, states of an earlier run go first.

        If it fails, an earlier finished run stays finished; if it is stopped, it can be resumed.
        """
        waiting = self.work / NEW_MODELS
        waiting.mkdir(exist_ok=True)
        _remove(waiting, MODELS)
        if not resume:
            _remove(self.work, *TO_RESUME)
        if (self.work / FINISHED).exists():
            (self.work / FINISHED).replace(waiting / FINISHED)
        try:
            yield
        except Exception:
            with contextlib.suppress(OSError):
                (waiting / FINISHED).replace(self.work / FINISHED)
            raise

    def new_models(self):
        """{where a model waits for its record: where it belongs}, paths of .keras files.

        Raises LabError where the working folder is gone.
        """
        waiting = self.work / NEW_MODELS
        if not waiting.exists():
            raise LabError(f"the folder {self.work} was deleted during the run: start it again")
        return {path: self.work / path.name for path in waiting.glob(MODELS)}

    def mark_finished(self, fingerprint):
        """Notes that the stored record is that of the run with this fingerprint."""
        waiting = self.work / NEW_MODELS
        (waiting / FINISHED).unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            # unless somebody else keeps something there
            waiting.rmdir()
        with written_beside(self.work / FINISHED) as path:
            path.write_text(_json(fingerprint), encoding="utf-8")

    def finished_record(self, fingerprint):
        """The sound record of the finished run with this fingerprint, or None."""
        with contextlib.suppress(OSError, ValueError, LabError):
            if (self.work / FINISHED).read_text(encoding="utf-8") == _json(fingerprint):
                return Record.load(self.record)
        return None


def _remove(folder, *patterns):
    for pattern in patterns:
        for path in folder.glob(pattern):
            if is_own_file(path):
                path.unlink()


def _json(fingerprint):
    return json.dumps(fingerprint, sort_keys=True)

"""The two folders of a run: one for its record, and one to work in, with what a restart needs."""

import contextlib
import dataclasses
import json
import os
import shutil
from pathlib import Path

from lab.errors import LabError
from lab.files import locked, remove_leftovers, written_beside
from lab.reporting.records import Record

# trained models wait there for the record that they belong to
NEW_MODELS = "unfinished"
# there once the record is stored
FINISHED = "finished.json"


@dataclasses.dataclass(frozen=True)
class Folders:
    """record: <out>/reports/<dataset>/<run>. work: <out>/runs/<dataset>/<run>, for states and
    trained models.
    """

    record: Path
    work: Path

    @classmethod
    def of(cls, out, dataset, run_name):
        return cls(*(Path(out, kind, dataset, run_name) for kind in ("reports", "runs")))

    def check_writable(self):
        """Tries to write where both will be made, before any time is spent on training."""
        for folder in (self.record, self.work):
            existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
            probe = existing / f".{os.getpid()}.probe"
            try:
                probe.touch()
                probe.unlink()
            except OSError as error:
                raise LabError(
                    f"cannot write results to {folder}: {error.strerror or error}: "
                    "choose another --out"
                ) from None

    @contextlib.contextmanager
    def alone(self):
        """Keeps other processes out, and clears what dead ones left half-written."""
        taken = f"another process is at this run, in {self.work}: wait, or choose another --out"
        with locked(self.work / ".lock", taken):
            for folder in (self.work, self.record, self.record / "figures"):
                remove_leftovers(folder)
            yield

    def begin(self, resume):
        """Unless a run is resumed, nothing of an earlier one may be taken for its own."""
        (self.work / FINISHED).unlink(missing_ok=True)
        shutil.rmtree(self.work / NEW_MODELS, ignore_errors=True)
        (self.work / NEW_MODELS).mkdir()
        if not resume:
            for path in self.work.glob("*.npz"):
                path.unlink()

    def models(self):
        """{where a model waits for its record: where it belongs}."""
        waiting = self.work / NEW_MODELS
        if not waiting.exists():
            raise LabError(f"the folder {self.work} was deleted under way: start the run again")
        return {path: self.work / path.name for path in waiting.glob("*.keras")}

    def finish(self, fingerprint):
        """Notes that the record is what the run with this fingerprint came to."""
        (self.work / NEW_MODELS).rmdir()
        with written_beside(self.work / FINISHED) as path:
            path.write_text(_json(fingerprint), encoding="utf-8")

    def finished(self, fingerprint):
        """The sound record of the finished run with this fingerprint, or None."""
        with contextlib.suppress(OSError, ValueError, LabError):
            if (self.work / FINISHED).read_text(encoding="utf-8") == _json(fingerprint):
                return Record.load(self.record)
        return None


def _json(fingerprint):
    return json.dumps(fingerprint, sort_keys=True)

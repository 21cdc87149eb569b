"""Writing files so that nobody ever meets half of one."""

import contextlib
import os
from pathlib import Path

from lab.errors import LabError


@contextlib.contextmanager
def written_beside(path):
    """Yields a temporary path in the same folder, renamed to `path` once the block succeeds.

    Raises LabError where the folder cannot be written or the disk is full; `path` keeps its old
    content then.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise LabError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)

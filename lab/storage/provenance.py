"""The provenance of a record: when, with which version of the lab, and for whom it was made."""

import subprocess
from datetime import UTC, datetime

from lab.storage.lookup import CHECKOUT
from lab.storage.title import title_here

UNKNOWN = "unknown"
SECONDS = 10
# of a commit, in print
DIGITS = 12


def provenance():
    """{"time": now, in UTC; "commit": of the lab; "title": the fields of title.toml here}.

    Raises LabError where that file cannot be read.
    """
    return {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "title": title_here(),
    }


def commit(checkout=CHECKOUT):
    """The commit of the lab's checkout, followed by "-dirty" if tracked files differ.

    "unknown" if the lab is not in a repository of its own, or git is not available.
    """
    if not (checkout / ".git").exists():
        return UNKNOWN
    # writes nothing into the repository, where other commands may be at work
    words = ["git", "--no-optional-locks", "-C", str(checkout)]
    words += ["describe", "--always", "--dirty", "--exclude=*", "--abbrev=40"]
    try:
        found = subprocess.run(
            words, capture_output=True, encoding="utf-8", check=True, timeout=SECONDS
        )
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return found.stdout.strip()


def in_words(config):
    """{"time", "commit", "by"} of a record's config as text; "" for what is unknown."""
    made = config.get("made", {})
    commit_hash, dirty, _ = made.get("commit", "").partition("-dirty")
    known = commit_hash != UNKNOWN
    title = made.get("title", {})
    return {
        "time": made.get("time", "").replace("T", " ").replace("+00:00", " UTC"),
        "commit": commit_hash[:DIGITS] + dirty if known else "",
        "by": ", ".join(title[name] for name in ("author", "group") if name in title),
    }

import contextlib
import subprocess
from datetime import UTC, datetime
from unittest import mock

from lab.storage.provenance import commit, provenance
from tests.support.helpers import LabTest


class Commits(LabTest):
    def git(self, *words):
        who = ("-c", "user.name=a", "-c", "user.email=b", "-c", "commit.gpgsign=false")
        done = subprocess.run(
            ["git", "-C", str(self.folder), *who, *words], capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_of_a_checkout_and_whether_it_was_changed(self):
        self.git("init", "--quiet")
        path = self.folder / "lab.py"
        path.write_text("1")
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", "first")
        self.git("tag", "--annotate", "v1", "--message", "some")
        first = self.git("rev-parse", "HEAD")
        self.assertEqual(commit(self.folder), first)
        (self.folder / "notes.txt").write_text("no file of the lab's")
        self.assertEqual(commit(self.folder), first)
        path.write_text("2")
        self.assertEqual(commit(self.folder), f"{first}-dirty")

    def test_unknown_where_the_lab_lies_in_no_repository_of_its_own(self):
        # a repository around the folder is somebody else's
        self.git("init", "--quiet")
        inside = self.folder / "site-packages"
        inside.mkdir()
        self.assertEqual(commit(inside), "unknown")

    def test_unknown_where_git_fails_or_is_not_there(self):
        (self.folder / ".git").mkdir()
        self.assertEqual(commit(self.folder), "unknown")
        with mock.patch("subprocess.run", side_effect=FileNotFoundError("git")):
            self.assertEqual(commit(self.folder), "unknown")


class Made(LabTest):
    def test_when_and_for_whom(self):
        with contextlib.chdir(self.folder):
            self.assertEqual(provenance()["title"], {})
            (self.folder / "title.toml").write_text('author = "A. B."\nyear = 2026\n')
            found = provenance()
            self.assertEqual(found["title"], {"author": "A. B.", "year": "2026"})
            seconds = (datetime.now(UTC) - datetime.fromisoformat(found["time"])).total_seconds()
            self.assertTrue(0 <= seconds < 600, seconds)
            (self.folder / "title.toml").write_text("author = ")
            with self.refused("title.toml", "cannot be read"):
                provenance()

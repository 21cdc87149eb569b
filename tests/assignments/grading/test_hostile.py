"""What submissions may do to the machine, to the judge and to other students: nothing."""

import json
import socket
import tempfile
import threading
import unittest
from pathlib import Path
from unittest import mock

import psutil

from lab.assignments.asked import asked
from lab.assignments.grading import grade, sandbox
from lab.assignments.grading.record import as_json
from lab.assignments.judge import OK
from lab.assignments.labs import framework
from lab.assignments.session import Limits
from lab.assignments.source import PACKAGE
from tests.assignments.grading import attacks, slim
from tests.assignments.grading.slim import submission
from tests.support.sandboxes import require_sandbox

# the same rules, in less time
LIMITS = Limits(cpu=1.0, wall=3.0)
HONEST = ("anna", "boris")


def checksums(folder):
    """{file: (size, time of the last change)} of all below a folder."""
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if "__pycache__" not in path.parts
    }


class Listening:
    """A server that counts what reaches it, over TCP, UDP and an abstract socket."""

    def __init__(self):
        self.received = []
        self.tcp, self.unix = socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))
        self.name = f"\0lab-{self.port}"
        self.unix.bind(self.name)
        self.unix.listen()
        for accept in (self.tcp.accept, self.unix.accept, lambda: self.udp.recv(10)):
            threading.Thread(target=self._listen, args=[accept], daemon=True).start()

    def _listen(self, accept):
        self.received.append(accept())


class Attacked:
    """Attacks graded between the submissions of honest students. attacks: their names, or all."""

    lab, right, attacks, limits = None, "", None, LIMITS

    @classmethod
    def setUpClass(cls):
        require_sandbox()
        cls.enterClassContext(mock.patch.object(grade, "LIMITS", cls.limits))
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        host_file = cls.folder / "teacher" / "secret.txt"
        host_file.parent.mkdir()
        host_file.write_text("secret")
        cls.server = Listening()
        texts = attacks.texts(cls.right, cls.server.port, str(host_file), cls.server.name)
        texts = {name: texts[name] for name in cls.attacks or texts}
        honest = [submission(name, attacks.honest(cls.right)) for name in HONEST]
        cls.alone = cls.graded("alone", honest, 1)
        before = checksums(PACKAGE), checksums(host_file.parent)
        everyone = [honest[0], *(submission(*item) for item in texts.items()), honest[1]]
        # more than there are processors: some only wait
        cls.found = cls.graded("all", everyone, 4)
        cls.changed = before != (checksums(PACKAGE), checksums(host_file.parent))

    @classmethod
    def graded(cls, name, submissions, jobs):
        grading = grade.Grading(cls.lab, 1, sandbox.Bubblewrap, cls.folder / name)
        languages = dict.fromkeys([one.student for one in submissions], "en")
        return {record.student: record for record in grading.graded(submissions, languages, jobs)}

    def in_linear(self):
        """(name, Marked of linear, Marked of relu) of the attacks in a function."""
        for name in attacks.IN_LINEAR.keys() & self.found.keys():
            yield (name, *self.found[name].marked)

    def test_no_attack_succeeds(self):
        """`linear` is right only where the attack was."""
        for name, linear, _ in self.in_linear():
            with self.subTest(name):
                self.assertEqual(linear.points, 0, linear.outcomes)

    def test_it_costs_that_exercise_alone(self):
        """Most: some leave nothing of their process in which the other could be right."""
        for name, _, relu in self.in_linear():
            if name.startswith(("patched", "forged", "many_replies", "closed")):
                continue
            with self.subTest(name):
                self.assertEqual({outcome.state for outcome in relu.outcomes}, {OK})

    def test_others_have_what_they_had(self):
        for name in HONEST:
            with self.subTest(name):
                self.assertEqual(as_json(self.found[name]), as_json(self.alone[name]))
                kept = [self.folder / place / f"{name}.json" for place in ("alone", "all")]
                self.assertEqual(*(path.read_bytes() for path in kept))

    def test_each_is_told_in_one_line(self):
        for name, record in self.found.items():
            if name not in HONEST:
                words = {outcome.words for mark in record.marked for outcome in mark.outcomes}
                with self.subTest(name):
                    self.assertTrue(any(words))
                    for line in words:
                        self.assertTrue(line.isprintable(), line)
                        self.assertLess(len(line), 700)
                    json.dumps(as_json(record), ensure_ascii=False).encode()

    def test_nothing_has_changed_and_nothing_came_out(self):
        self.assertFalse(self.changed)
        self.assertEqual(self.server.received, [])

    def test_nothing_lives_on(self):
        # of the users of this process's workers
        first = sandbox._free_user() // 2**10 * 2**10
        users = [
            process.info["uids"].real
            for process in psutil.process_iter(["uids"])
            if process.info["uids"] and process.info["uids"].real in range(first, first + 2**10)
        ]
        self.assertEqual(users, [])


class Hostile(Attacked, unittest.TestCase):
    lab = slim.LAB
    right = attacks.IN_NUMPY

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(slim.without_tensorflow())
        super().setUpClass()


class HostileInTensorFlow(Attacked, unittest.TestCase):
    lab = asked(framework.LAB, ["2.1", "2.2"])
    right = attacks.IN_TENSORFLOW
    # the others: tests/long
    attacks = ("patched_tensorflow",)
    limits = Limits(cpu=2.0, wall=6.0)

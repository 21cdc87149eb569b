"""Real processes, killed at random moments and resumed, beside ones that were left alone."""

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from lab.parts import PARTS
from tests.support.helpers import ROOT
from tests.support.runs import contents, read_everything

VAE = (
    *("--part", "vae", "--dataset", "digits", "--smoke", "--epochs", "12"),
    *("--set", "updates_per_epoch=200"),
)
EVERY_PART = ("--part", "all", "--dataset", "digits", "--smoke")
# at what a process is killed: some time after it began to train, or while it writes there
KILLS = ["seconds"] * 9 + ["runs"] * 8 + ["reports"] * 3
LONGEST_WAIT = 600


class Process:
    """The command line in a process of its own, its output in a file."""

    def __init__(self, out, *arguments, **environment):
        self.out = out
        self.log = out.with_suffix(".log")
        command = [sys.executable, "run_lab.py", *arguments, "--out", str(out)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                preexec_fn=_hear_ctrl_c,
            )

    def printed(self):
        return self.log.read_text()

    def wait_until(self, happened):
        """Waits until this happened, or the process ended; whether it did not."""
        end = time.monotonic() + LONGEST_WAIT
        while self.process.poll() is None:
            if happened():
                return True
            assert time.monotonic() < end, self.printed()[-2000:]
            time.sleep(0.0005)
        return False

    def wait_for_words(self, *words):
        return self.wait_until(lambda: any(word in self.printed() for word in words))

    def wait_seconds(self, seconds):
        end = time.monotonic() + seconds
        return self.wait_until(lambda: time.monotonic() > end)

    def wait_until_it_writes(self, kind):
        """Waits for a half-written file under reports/ or runs/."""
        return self.wait_until(lambda: any((self.out / kind).rglob(".*.part*")))

    def stop(self, number=signal.SIGKILL):
        """The exit code after this signal."""
        self.process.send_signal(number)
        return self.process.wait(LONGEST_WAIT)


def _hear_ctrl_c():
    """What a shell runs in the background ignores it, and so would its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def epochs(printed):
    """Pairs (network, epoch) of the epochs that it printed as done."""
    found = re.findall(r"(?m)^(.+) (\d+)/\d+: loss=", printed)
    return [(name, int(number)) for name, number in found]


class LongTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, name, *arguments, **environment):
        process = Process(self.folder / name, *arguments, **environment)
        self.addCleanup(process.process.wait)
        self.addCleanup(process.process.kill)
        return process

    def finish(self, process):
        """The folder of a run that is left alone."""
        self.assertEqual(process.process.wait(LONGEST_WAIT), 0, process.printed()[-2000:])
        return process.out

    def assert_same(self, out, other):
        ours, theirs = contents(out), contents(other)
        self.assertEqual(ours.keys(), theirs.keys())
        self.assertEqual([name for name in ours if ours[name] != theirs[name]], [])


class Killed(LongTest):
    def test_twenty_times_and_resumed_to_the_same_bits(self):
        whole = self.finish(self.start("whole", *VAE))
        chance = random.Random(7)
        kills = list(KILLS)
        chance.shuffle(kills)
        round_number, done = 0, {}
        for kind in kills:
            name = f"killed{round_number}"
            process = self.start(name, *VAE, "--resume")
            self.assertTrue(self.reached(process, kind, chance), process.printed())
            self.stop(process, chance)
            self.check(process, done)
            if kind == "reports":
                # to its end
                process = self.start(name, *VAE, "--resume")
                self.assert_same(self.finish(process), whole)
                self.check(process, done)
                round_number, done = round_number + 1, {}
        process = self.start(f"killed{round_number}", *VAE, "--resume")
        self.assert_same(self.finish(process), whole)

    def reached(self, process, kind, chance):
        """Waits for the moment at which to kill; whether it came before the end."""
        if kind == "reports":
            return process.wait_until_it_writes("reports")
        process.wait_for_words("batches of")
        process.wait_seconds(chance.uniform(0, 2))
        return kind == "seconds" or process.wait_until_it_writes("runs")

    def stop(self, process, chance):
        """By kill -9, or sometimes by Ctrl-C."""
        number = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGINT))
        code = process.stop(number)
        if number == signal.SIGINT:
            self.assertEqual(code, 130, process.printed())
            last = process.printed().splitlines()[-1]
            self.assertTrue(last.startswith("  python run_lab.py"), last)
            self.assertTrue(last.endswith("--resume"), last)

    def check(self, process, done):
        """All files can be read, and no epoch is trained again that was printed as done."""
        read_everything(process.out)
        for network, epoch in epochs(process.printed()):
            self.assertLessEqual(epoch, done.get(network, 0) + 1, network)
            done[network] = epoch

    def test_every_part_once(self):
        whole = self.start("whole", *EVERY_PART)
        chance = random.Random(8)
        for number, part in enumerate(PARTS, 1):
            process = self.start("killed", *EVERY_PART, "--resume")
            process.wait_for_words(f"== part {number} of {len(PARTS)}: {part.name} ==")
            process.wait_seconds(chance.uniform(0, 6))
            process.stop()
            read_everything(process.out)
        resumed = self.finish(self.start("killed", *EVERY_PART, "--resume"))
        self.assert_same(resumed, self.finish(whole))


def kernels(arrays):
    return [bits for kind, shape, bits in arrays.values() if len(shape) > 1]


class Repeated(LongTest):
    ARGUMENTS = ("--part", "vae,made,autoencoder-uses", "--dataset", "digits", "--smoke")
    # more than cores, and both runs at once, so that threads end in any order
    THREADS = {
        name: "4" for name in ("TF_NUM_INTRAOP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    }

    def test_the_same_seed_gives_the_same_bits_and_another_one_others(self):
        processes = [self.start(name, *self.ARGUMENTS, **self.THREADS) for name in ("one", "two")]
        one, two = (self.finish(process) for process in processes)
        self.assert_same(one, two)
        other = self.finish(self.start("three", *self.ARGUMENTS, "--seed", "1", **self.THREADS))
        ours, theirs = contents(one / "runs"), contents(other / "runs")
        states = [name for name in ours if name.endswith(".state.npz")]
        self.assertGreaterEqual(len(states), 4)
        for name in states:
            _, arrays = ours[name]
            _, others = theirs[name.replace("@smoke", "@smoke,seed=1")]
            self.assertNotEqual(kernels(arrays), kernels(others), name)


class Together(LongTest):
    def test_a_second_process_is_told_so_and_a_dead_one_s_lock_is_taken_over(self):
        first = self.start("out", *VAE)
        first.wait_for_words("batches of")
        command = [sys.executable, "run_lab.py", *VAE, "--resume", "--out", str(first.out)]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(second.returncode, 2)
        self.assertRegex(second.stderr, r"^run_lab: another process is at this run, in .*\n$")
        self.assertEqual(first.stop(), -signal.SIGKILL)
        self.finish(self.start("out", *VAE, "--resume"))

"""The progress of a sweep: a bar on a terminal, lines in a log."""

import sys

import tqdm

from lab import terminal
from lab.languages import say, say_count

# from the most to the least; a bar takes what the terminal has room for
BESIDE_THE_BAR = (
    "{desc}:{percentage:4.0f}% |{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]",
    "{desc}:{percentage:4.0f}% |{bar}| {n_fmt}/{total_fmt} [{elapsed}]",
    "{desc}:{percentage:4.0f}% |{bar}| {n_fmt}/{total_fmt}",
)


class Progress:
    """One bar for the sweep on a terminal; on a pipe or in a log a plain line per change.

    title: the part's name. total: runs in the sweep; done: those that were finished before it.
    """

    def __init__(self, title, total, done):
        self.title, self.total, self.done = title, total, done
        self.failed = 0
        self.running = []
        self.is_up_to_date = True
        self.bar = None
        if sys.stderr.isatty():
            self.bar = tqdm.tqdm(
                total=total,
                initial=done,
                desc=title,
                dynamic_ncols=True,
                bar_format=BESIDE_THE_BAR[-1],
            )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if not self.is_up_to_date:
            self._print()
        if self.bar is not None:
            self.bar.close()

    def follow(self, what, name, result):
        """Takes an event of `cluster.execute`."""
        if what == "waiting":
            if self.bar is not None or not self.is_up_to_date:
                self._print()
            return
        if what == "started":
            self.running.append(name)
        else:
            self.running.remove(name)
            self.done += what == "finished"
            self.failed += what == "failed"
        if what == "failed":
            failed = say("{run} failed: {reason}", run=name, reason=result)
            with tqdm.tqdm.external_write_mode(sys.stderr):
                terminal.tell(failed, sys.stderr)
        self.is_up_to_date = False

    def _print(self):
        left = self.total - self.done - self.failed
        states = [
            say("{n} failed", n=self.failed) if self.failed else "",
            say("{n} left", n=left) if left else "",
        ]
        if self.bar is None:
            done = say_count(
                "{title}: {done} of {n} run done",
                "{title}: {done} of {n} runs done",
                self.total,
                title=self.title,
                done=self.done,
            )
            if self.running:
                states.append(say("running: {runs}", runs=", ".join(self.running)))
            terminal.tell(", ".join(filter(None, (done, *states))))
        else:
            self.bar.n = self.done
            if self.running:
                states.append(say("{n} running", n=len(self.running)))
            terminal.show_beside(self.bar, ", ".join(filter(None, states)), BESIDE_THE_BAR)
        self.is_up_to_date = True

"""The progress of a sweep: a bar on a terminal, lines in a log."""

import sys

import tqdm


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
                total=total, initial=done, desc=title, unit="run", dynamic_ncols=True
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
            tqdm.tqdm.write(f"{name} failed: {result}", file=sys.stderr)
        self.is_up_to_date = False

    def _print(self):
        failed = f"{self.failed} failed, " if self.failed else ""
        left = self.total - self.done - self.failed
        running = f"{failed}{left} left; running: {', '.join(self.running) or 'nothing'}"
        if self.bar is None:
            print(f"{self.title}: {self.done} of {self.total} runs done, {running}", flush=True)
        else:
            self.bar.n = self.done
            self.bar.set_postfix_str(running)
        self.is_up_to_date = True

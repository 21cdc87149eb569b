"""A stopwatch that gives each moment to one stage: the innermost one that goes on."""

import contextlib
import functools
import statistics
import threading
import time


class Stopwatch:
    """Exclusive seconds of the stages of one thread, the one that made it.

    whole: stages whose inner ones are part of them.
    """

    def __init__(self, whole=(), clock=time.perf_counter):
        self.whole = whole
        self.clock = clock
        self.thread = threading.get_ident()
        self.seconds = {}
        # [stage, its own seconds so far] of those that go on, innermost last
        self.open = []
        self.last = clock()
        # of each program its stage and the own seconds of every call
        self.programs = []

    @contextlib.contextmanager
    def stage(self, name):
        """Times the block; yields a callable that says after the block what it took by itself.

        Where nothing is timed, in another thread or in a whole stage, it says None.
        """
        inside_whole = self.open and self.open[-1][0] in self.whole
        if threading.get_ident() != self.thread or inside_whole:
            yield lambda: None
            return
        self._advance()
        entry = [name, 0.0]
        self.open.append(entry)
        try:
            yield lambda: entry[1]
        finally:
            self._advance()
            self.open.pop()
            self.seconds[name] = self.seconds.get(name, 0.0) + entry[1]

    def timed(self, function, name):
        """The function as a stage."""

        @functools.wraps(function)
        def run(*arguments, **options):
            with self.stage(name):
                return function(*arguments, **options)

        return run

    def program(self, function, name):
        """The same for a compiled program, each of whose calls is kept."""
        calls = []
        self.programs.append((name, calls))

        @functools.wraps(function)
        def run(*arguments, **options):
            with self.stage(name) as own:
                result = function(*arguments, **options)
            if own() is not None:
                calls.append(own())
            return result

        return run

    def reading(self):
        """What `stages` needs to tell the stages up to this moment."""
        self._advance()
        seconds = dict(self.seconds)
        for name, own in self.open:
            seconds[name] = seconds.get(name, 0.0) + own
        return seconds, [len(calls) for _, calls in self.programs]

    def stages(self, reading, compiling):
        """{stage: seconds} up to a reading; a program's compiling is a stage of its own.

        It is what the first call took longer than the median of the later ones, those after the
        reading included. Of a program that was called once nobody knows.
        """
        seconds, called = reading
        seconds = {compiling: 0.0, **seconds}
        for (name, calls), count in zip(self.programs, called, strict=False):
            if count and len(calls) > 1:
                more = max(0.0, calls[0] - statistics.median(calls[1:]))
                seconds[name] -= more
                seconds[compiling] += more
        return seconds

    def _advance(self):
        now = self.clock()
        if self.open:
            self.open[-1][1] += now - self.last
        self.last = now

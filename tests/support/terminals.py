"""A terminal in place of standard output and error, and what a person would see on it."""

import contextlib
import fcntl
import os
import pty
import struct
import termios
import threading
import types


@contextlib.contextmanager
def terminal(columns=80):
    """Prints in the block go to a terminal so wide; yields an object whose `lines` hold, after the
    block, what was left standing on it, and `states` all that a line was between two redrawings.
    """
    shown = types.SimpleNamespace()
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    received = []
    # a terminal holds only so much that nobody has read
    reader = threading.Thread(target=_read, args=(master, received))
    reader.start()
    try:
        with (
            os.fdopen(slave, "w", buffering=1, encoding="utf-8", newline="") as stream,
            contextlib.redirect_stdout(stream),
            contextlib.redirect_stderr(stream),
        ):
            yield shown
    finally:
        reader.join()
        os.close(master)
    text = b"".join(received).decode("utf-8")
    written = [line.split("\r") for line in text.replace("\r\n", "\n").split("\n")]
    shown.states = [state for states in written for state in states]
    shown.lines = [_left_standing(states) for states in written][:-1]


def _read(master, received):
    # the last end of the slave is closed: an error
    with contextlib.suppress(OSError):
        while content := os.read(master, 65536):
            received.append(content)


def _left_standing(states):
    """The last text at each place of a line."""
    standing = ""
    for state in states:
        standing = state + standing[len(state) :]
    return standing.rstrip()

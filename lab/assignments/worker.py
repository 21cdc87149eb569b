"""The process in which a student's functions run: it turns arrays into arrays and knows no answers.

Started with `python -I` by `session.py`, from a copy of the package that calls those functions. It
reads requests from its standard input and replies on what was its standard output; what the
student's code prints goes nowhere near.
"""

import importlib
import inspect
import io
import os
import pkgutil
import re
import sys
import traceback

from lab.assignments import messages, own

# of what a student's code raises
LONGEST = 250
# names of TensorFlow's own in its messages
_INNER = re.compile(r"\{\{[^}]*\}\} ?| ?\[Op:\w+\]( name: *\w*)?")


def serve(folder):
    """Answers requests until there are none: the recipe's arrays, or what was raised."""
    process = os.getpid()
    requests, replies = sys.stdin.buffer, _private_output()
    own.use(folder)
    # paid once, before the clock of any exercise runs
    from lab.assignments import recipes

    named = {"": recipes}
    for _, name, _ in pkgutil.iter_modules(recipes.__path__):
        named[name] = importlib.import_module(f"{recipes.__name__}.{name}")
    messages.write(replies, {"ready": True})
    while (request := messages.read(requests)) is not None:
        header, arrays = request
        function = None
        try:
            if header["recipe"] == "forget":
                own.use(folder)
                messages.write(replies, {})
                continue
            name = header["function"]
            function = own.written(header["file"], name) if name else None
            module, _, recipe = header["recipe"].rpartition(".")
            answer = getattr(named[module], recipe)(function, **arrays)
            _end_children(process)
            messages.write(replies, {}, answer)
        # whatever a student's code does, SystemExit included, is his result
        except BaseException as error:
            _end_children(process)
            messages.write(replies, _raised(error, folder, function))


def _end_children(process):
    """Ends this process where a student's code has forked it: one alone replies."""
    if os.getpid() != process:
        os._exit(1)


def _private_output():
    """The standard output, which from now on only we write to: prints go to the standard error."""
    private = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdin = io.StringIO()
    return private


def _raised(error, folder, function):
    """An exception as a header: its kind, its message, and the line of the student's file: where
    it was raised, or where the function begins that cannot be called so.
    """
    places = [
        frame for frame in traceback.extract_tb(error.__traceback__) if folder in frame.filename
    ]
    if isinstance(error, SyntaxError):
        line = error.lineno
    elif places:
        line = places[-1].lineno
    else:
        line = _first_line(function) if isinstance(error, TypeError) else None
    words = _INNER.sub("", str(error).strip().split("\n")[0])[:LONGEST].strip()
    kinds = {
        own.UnwrittenError: "missing",
        NotImplementedError: "unwritten",
        BaseException: "raised",
    }
    failure = next(name for kind, name in kinds.items() if isinstance(error, kind))
    if failure == "raised":
        words = f"{type(error).__name__}: {words}"
    return {"failure": failure, "words": words, "line": line}


def _first_line(function):
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return code and code.co_firstlineno

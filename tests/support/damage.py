"""Broken files for property-based tests: what hypothesis draws is the same in every run."""

import contextlib
import os
import signal

from hypothesis import settings
from hypothesis import strategies as st

settings.register_profile(
    "lab", derandomize=True, deadline=None, database=None, max_examples=100, print_blob=False
)
settings.load_profile("lab")


@st.composite
def damaged(draw, content):
    """These bytes, not empty, with up to three damages: cut, changed, put in or taken out."""
    content = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        # most of what a file says of itself stands at its ends
        near = st.integers(0, min(80, len(content)))
        place = draw(st.one_of(near, near.map(lambda i: len(content) - i), _anywhere(content)))
        kind = draw(st.sampled_from(("cut", "flip", "put", "insert", "remove")))
        some = draw(st.binary(min_size=1, max_size=8))
        if kind == "cut":
            del content[place:]
        elif kind == "flip" and place < len(content):
            content[place] ^= 1 << draw(st.integers(0, 7))
        elif kind == "put":
            content[place : place + len(some)] = some
        elif kind == "insert":
            content[place:place] = some
        else:
            del content[place : place + len(some)]
    return bytes(content)


def _anywhere(content):
    return st.integers(0, len(content))


ODD = (10**400, 1e400, float("nan"), -1, None, True, "\ud800", "a\nb\x1b[2J", "", [], {}, [[None]])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(ODD)
)
ANY_JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@st.composite
def altered(draw, content):
    """This JSON value with one place of it replaced, taken out or added to."""
    if not isinstance(content, (dict, list)) or not content or draw(st.integers(0, 5)) == 0:
        return draw(ANY_JSON)
    place = draw(
        st.sampled_from(sorted(content) if isinstance(content, dict) else range(len(content)))
    )
    copy = content.copy()
    kind = draw(st.sampled_from(("inside", "inside", "inside", "remove", "add")))
    if kind == "inside":
        copy[place] = draw(altered(content[place]))
    elif kind == "remove":
        del copy[place]
    elif isinstance(copy, dict):
        copy[draw(st.text(max_size=5))] = draw(ANY_JSON)
    else:
        copy.append(draw(ANY_JSON))
    return copy


def places_in(content, so_far=()):
    """Where the values in a JSON value stand, each as the names and numbers that lead to it."""
    if isinstance(content, (dict, list)):
        inner = content.items() if isinstance(content, dict) else enumerate(content)
        for name, value in inner:
            yield from ((*so_far, name), *places_in(value, (*so_far, name)))


def put_in_place(path, kind):
    """Puts something that is no file of data where a file is expected."""
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a link to itself":
        path.symlink_to(path)
    elif kind == "an empty file":
        path.write_bytes(b"")


NO_FILES = ("a folder", "a pipe", "a device", "a link to itself", "an empty file", "nothing")


@contextlib.contextmanager
def no_hang(seconds=20):
    """Ends a block that waits for ever, which is an error whatever the machine's speed."""

    def stop(*_):
        raise AssertionError("it hangs")

    usual = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, usual)

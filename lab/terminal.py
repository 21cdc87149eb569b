"""What a terminal shows: lines no wider than it, words whole, colour where wanted, known signs."""

import codecs
import os
import sys
import textwrap

# of lines that go to a file or a pipe
USUAL_COLUMNS = 80
# narrower ones are treated as if they were so wide; wider lines of words are tiring to read
FEWEST_COLUMNS, MOST_COLUMNS = 40, 100
ALARM, USUAL = "\x1b[1;31m", "\x1b[0m"
# what a stream that cannot show every sign gets for those that the lab prints most
PLAIN = {
    "−": "-",
    "–": "-",
    "±": "+-",
    "…": "...",
    "×": "x",
    "·": "*",
    "≤": "<=",
    "≥": ">=",
    "≈": "~",
    "\u00a0": " ",
}


def columns(stream):
    """How wide the lines of a stream may be: as its terminal; on a pipe as usual."""
    try:
        found = os.get_terminal_size(stream.fileno()).columns if stream.isatty() else 0
    except (OSError, ValueError):
        # not every stream is of the system
        found = 0
    return min(max(found or USUAL_COLUMNS, FEWEST_COLUMNS), MOST_COLUMNS)


def folded(text, width, first="", rest=""):
    """The text in lines of this width, words whole; first, rest: what its lines begin with."""
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def tell(text, stream=None):
    """Prints a message at once: folded on a terminal, one line elsewhere."""
    # what stands there now: a test or a notebook may have put another one in its place
    stream = stream or sys.stdout
    if stream.isatty():
        text = folded(text, columns(stream), rest="  ")
    print(text, file=stream, flush=True)


def show_beside(bar, text, formats):
    """Shows a text beside a bar of tqdm's, in the first of these formats that leaves it ten cells,
    else in the last.
    """
    bar.set_postfix_str(text, refresh=False)
    width = columns(bar.fp)
    for bar.bar_format in formats:
        # where it is told no number of columns, tqdm gives a bar ten cells
        if len(bar.format_meter(**bar.format_dict | {"ncols": None})) < width:
            break
    bar.refresh()


def alarming(text, stream):
    """The text in bold red where a stream is a terminal and nobody forbids colours."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if is_plain or not stream.isatty() else f"{ALARM}{text}{USUAL}"


def show_every_sign():
    """From here on what standard output and error cannot encode is printed in plain signs, or as
    its escape sequence.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain signs")


def _in_plain_signs(error):
    signs = error.object[error.start : error.end]
    plain = "".join(
        PLAIN.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in signs
    )
    return plain, error.end


codecs.register_error("plain signs", _in_plain_signs)

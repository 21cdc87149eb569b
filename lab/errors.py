"""The one exception for failures that a person can cause and fix."""

LONGEST_MESSAGE = 2_000


class LabError(Exception):
    """One line that says what was wrong, with what value, and what to do.

    The command line prints it and exits with code 2; neither it nor a notebook shows a traceback.
    What a message quotes may be a file's name or content: line breaks and control characters in it
    are printed as Python writes them, and of a very long message the middle is left out.
    """

    def __init__(self, message):
        super().__init__(_shortened(one_line(message)))

    def _render_traceback_(self):
        """What a notebook shows in place of a traceback."""
        return [f"LabError: {self}"]


def one_line(text):
    """The text with every unprintable character as its escape sequence."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(text))


def _shortened(text):
    if len(text) <= LONGEST_MESSAGE:
        return text
    half = LONGEST_MESSAGE // 2
    return f"{text[:half]} … {text[-half:]}"

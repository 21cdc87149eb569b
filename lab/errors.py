"""The one exception for failures that a person caused and can mend."""


class LabError(Exception):
    """One line that says what was wrong, with what value, and what to do.

    The command line prints it and exits with code 2; it never shows a traceback.
    """

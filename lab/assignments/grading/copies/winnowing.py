"""Fingerprints of code by winnowing, and the passages that two texts share.

Source: Schleimer, Wilkerson and Aiken, "Winnowing: Local Algorithms for Document Fingerprinting"
(2003).
"""

import hashlib
import itertools
from collections import defaultdict

# tokens that a fingerprint is of, and fingerprints of which one is kept: a passage of
# LENGTH + WINDOW - 1 tokens that two texts share has a fingerprint that both keep
LENGTH, WINDOW = 10, 4
# a run that comes more often in a text is no passage
MOST_PLACES, MOST_PASSAGES = 4, 20


def fingerprints(tokens):
    """Lists of (place, number) of each LENGTH tokens in a row, for each function by itself: in
    which order they stand changes nothing. No sum of Python's own, which differs in each process.
    """
    found, start = [], 0
    for _, of_function in itertools.groupby(tokens, key=lambda token: token.function):
        texts = [token.text for token in of_function]
        runs = [texts[i : i + LENGTH] for i in range(len(texts) - LENGTH + 1)]
        found.append([(start + i, _number(run)) for i, run in enumerate(runs)])
        start += len(texts)
    return found


def _number(texts):
    return hashlib.blake2b("\n".join(texts).encode(errors="surrogatepass"), digest_size=8).digest()


def winnowed(tokens):
    """{fingerprint: its place} of those that are kept: of each WINDOW in a row the least, the last
    of equals.
    """
    kept = {}
    for prints in fingerprints(tokens):
        for start in range(max(1, len(prints) - WINDOW + 1)):
            window = prints[start : start + WINDOW]
            if window:
                place, number = min(reversed(window), key=lambda of: of[1])
                kept.setdefault(number, place)
    return kept


def passages(first, second, unusual):
    """((from, to), (from, to)): the lines of what two lists of Tokens share, LENGTH tokens in a row
    at least and one of the fingerprints `unusual` among them, by its place in the first. The
    longest come before what overlaps with them.
    """
    found, used = [], (set(), set())
    for *starts, length in sorted(_runs(first, second, unusual), key=lambda run: (-run[2], run)):
        places = [range(start, start + length) for start in starts]
        sides = list(zip((first, second), places, used, strict=True))
        if all(2 * len(taken.intersection(of)) <= length for _, of, taken in sides):
            found.append([(tokens[of[0]].line, tokens[of[-1]].line) for tokens, of, _ in sides])
            for _, of, taken in sides:
                taken.update(of)
    return tuple(_joined(sorted(found[:MOST_PASSAGES])))


def _joined(found):
    """Passages, those as one that touch in both texts."""
    joined = []
    for passage in found:
        sides = list(zip(joined[-1], passage, strict=True)) if joined else []
        if sides and all(start <= new <= end + 1 for (start, end), (new, _) in sides):
            joined[-1] = tuple((start, max(end, last)) for (start, end), (_, last) in sides)
        else:
            joined.append(tuple(passage))
    return joined


def _runs(first, second, unusual):
    """(place in the first, place in the second, tokens) of what they share, as far as it goes."""
    places = defaultdict(list)
    for place, number in itertools.chain(*fingerprints(second)):
        places[number].append(place)
    by_shift = defaultdict(list)
    for place, number in itertools.chain(*fingerprints(first)):
        if len(places[number]) <= MOST_PLACES:
            for other in places[number]:
                by_shift[other - place].append((place, number in unusual))
    for shift, starts in by_shift.items():
        # of places in a row the difference from their rank is one
        rows = itertools.groupby(enumerate(starts), key=lambda of: of[1][0] - of[0])
        for row in (list(row) for _, row in rows):
            if any(marks for _, (_, marks) in row):
                place = row[0][1][0]
                yield place, place + shift, len(row) + LENGTH - 1

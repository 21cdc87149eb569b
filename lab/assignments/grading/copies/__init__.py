"""Which submissions of a lab share what students who work by themselves do not.

Evidence to look at side by side, never a verdict, and never part of a grade. In functions of ten
lines structure proves little: what counts is identical comments, odd names and the same unusual
wrong results; the structure of the code supports them.
"""

import dataclasses
import itertools
import math

from lab.assignments.grading.copies.rarity import Rarity
from lab.assignments.grading.copies.reading import read
from lab.assignments.grading.copies.results import wrong_results
from lab.assignments.grading.copies.winnowing import LENGTH, WINDOW, passages, winnowed

# Chosen on classes of tests/support/students; the tests take others.
# A pair with a lower score is not told of.
SHOWN = 10.0
# tokens, beside what the handout gives and many have: of fewer nothing can be said
LEAST_TOKENS = 40
# how rare a comment is in a smaller class says no more
LEAST_CLASS = 20
# so many words of a comment beyond the second count as much as a name; of no more than MOST_WORDS
WORDS, MOST_WORDS = 2, 10
# fingerprints of LEAST_TOKENS tokens, which are taken for one choice: 2 of each WINDOW + 1 are kept
IN_A_CHOICE = 2 * LEAST_TOKENS / (WINDOW + 1)
# of wrong results: one that is a typical mistake, and one in the same code
TYPICAL, SAME_CODE = 0.5, 3.0


@dataclasses.dataclass(frozen=True)
class Pair:
    """Two students, and what they share that is unusual in the class.

    comments: as the first wrote them, lines of docstrings among them. names. mistakes: (number of
    the exercise, check, words) of the same wrong results. passages: ((from, to), (from, to)), the
    lines of each stretch of code with the same structure in the first's and in the second's text.

    score: for the order alone. Each thing counts log(n / m) where m of the n students have it, and
    nothing if a quarter has: a comment by its length; a name once; a wrong result once for each
    exercise, four times if the code about it is the same, half if it is a typical mistake; code
    once for 40 tokens. Names are weighted with their share of all unusual names of the one who has
    fewer, code with the cube of that: it says something only where nearly all of it is the same.
    """

    first: str
    second: str
    score: float
    comments: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str, str], ...] = ()
    passages: tuple = ()


def pairs(lab, texts, records=(), groups=()):
    """The Pairs that stand out, most striking first.

    texts: {student: his file for the lab}. records: of their grading. groups: sets of students who
    may work together. Those of whom `too_short` says that nothing can be said are in no pair.
    """
    of_class = _Class(lab, texts, records)
    together = {two for group in groups for two in itertools.combinations(sorted(group), 2)}
    compared = sorted(texts.keys() - of_class.too_short())
    found = [
        of_class.pair(*two) for two in itertools.combinations(compared, 2) if two not in together
    ]
    shown = [pair for pair in found if pair.score >= SHOWN]
    shown.sort(key=lambda pair: (-pair.score, pair.first, pair.second))
    return tuple(map(of_class.with_passages, shown))


def too_short(lab, texts):
    """The students, in order, of whose files nothing can be said: too little in them is neither
    the handout's nor what many have.
    """
    return tuple(sorted(_Class(lab, texts).too_short()))


class _Class:
    """What each has, and how rare it is."""

    def __init__(self, lab, texts, records=()):
        self._read = {student: read(texts[student], lab) for student in sorted(texts)}
        self._code = {student: winnowed(one.tokens) for student, one in self._read.items()}
        self._wrong = dict.fromkeys(self._read, {}) | {
            record.student: wrong_results(record) for record in records if record.student in texts
        }
        comments = {student: one.comments for student, one in self._read.items()}
        names = {student: one.names for student, one in self._read.items()}
        # by code alone nothing is rare in a class of two
        self._codes = Rarity(self._code)
        self._comments = Rarity(comments, LEAST_CLASS)
        self._names = Rarity(names, LEAST_CLASS)
        self._results = Rarity(self._wrong, LEAST_CLASS)

    def too_short(self):
        """Those with fewer than LEAST_TOKENS unusual tokens and words of comments."""
        return {student for student in self._read if self._unusual_tokens(student) < LEAST_TOKENS}

    def _unusual_tokens(self, student):
        starts = [self._code[student][number] for number in self._codes.unusual(student)]
        places = {place for start in starts for place in range(start, start + LENGTH)}
        return len(places) + sum(map(len, self._comments.unusual(student)))

    def pair(self, first, second):
        """The Pair, without passages."""
        comments = self._comments.shared(first, second)
        names = self._names.shared(first, second)
        results = self._results.shared(first, second)
        code = self._codes.shared(first, second)
        score = math.fsum(
            (
                *(weight * _length(words) for words, weight in comments.items()),
                math.fsum(names.values()) * self._names.share(first, second),
                self._of_results(results, first, second),
                math.fsum(code.values()) / IN_A_CHOICE * self._codes.share(first, second) ** 3,
            )
        )
        return Pair(
            first,
            second,
            round(score, 2),
            tuple(self._read[first].comments[words] for words in comments),
            tuple(names),
            tuple(sorted(self._wrong[first][result] for result in results)),
        )

    def _of_results(self, results, first, second):
        """How much the same wrong results count: once for each exercise."""
        most = {}
        for result, weight in results.items():
            if result.mistake:
                weight *= TYPICAL
            else:
                weight *= 1 + SAME_CODE * self._sameness(result.function, first, second)
            most[result.function] = max(weight, most.get(result.function, 0))
        return math.fsum(most.values())

    def _sameness(self, function, first, second):
        """How much of the code of a function is the same, of who has less."""
        of_first, of_second = (self._of_function(student, function) for student in (first, second))
        least = min(len(of_first), len(of_second))
        return len(of_first & of_second) / least if least else 0.0

    def _of_function(self, student, function):
        tokens = self._read[student].tokens
        return {n for n, place in self._code[student].items() if tokens[place].function == function}

    def with_passages(self, pair):
        """A Pair with the lines to look at side by side."""
        first, second = (self._read[student].tokens for student in (pair.first, pair.second))
        unusual = self._codes.unusual(pair.first) & self._codes.unusual(pair.second)
        return dataclasses.replace(pair, passages=passages(first, second, unusual))


def _length(words):
    """How much the length of a comment counts."""
    return min(len(words) - 2, MOST_WORDS) / WORDS

"""What a student gets for a lab: functions, less what lateness costs, and answers in words."""

import dataclasses
from collections.abc import Mapping

from lab.assignments.grading.record import Record


@dataclasses.dataclass(frozen=True)
class Grade:
    """A Record with all that counts beside it.

    late: points that lateness costs. late_words: why, a sentence in the student's language, or "".
    questions: {number of a written question, from 1: the teacher's mark, None until there is one}.
    answers: {number of a question: what the student wrote, as it is}. flags: lines for the teacher
    alone, never a deduction.
    """

    record: Record
    late: float = 0.0
    late_words: str = ""
    questions: Mapping[int, float | None] = dataclasses.field(default_factory=dict)
    answers: Mapping[int, str] = dataclasses.field(default_factory=dict)
    flags: tuple[str, ...] = ()

    @property
    def raw(self):
        """What all functions earned, before lateness."""
        return self.record.points

    @property
    def marks(self):
        """What the written questions earned, as far as they are marked."""
        return sum(mark for mark in self.questions.values() if mark is not None)

    @property
    def is_final(self):
        """Whether every question is marked."""
        return None not in self.questions.values()

    @property
    def total(self):
        """Points for functions and questions, never below 0."""
        return max(0, round(self.raw - self.late + self.marks, 2))

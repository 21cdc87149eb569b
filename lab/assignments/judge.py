"""The judge: asks a worker for what an exercise's checks need, and says what it deserves."""

import dataclasses

import numpy as np

from lab.assignments import known
from lab.languages import say, to_say

OK, FAILED = to_say("ok"), to_say("FAIL")
NOT_RUN, UNWRITTEN = to_say("not run"), to_say("not written")
# inputs of the students' own checks; a teacher's are drawn with another seed
SEED, REPETITIONS = 2024, 2
MOST_STOPPED = 2
# of a process that gives no further reply on its exercise
BROKEN = ("stopped", "died", "damaged")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a check: OK, FAILED, NOT_RUN or UNWRITTEN, its points, and why.

    mistake: the name of the exercise's Mistake that was recognised, or "". broken: whether it
    ended the process that it ran in.
    """

    name: str
    state: str
    points: int
    of: int
    words: str = ""
    mistake: str = ""
    broken: bool = False


@dataclasses.dataclass(frozen=True)
class Marked:
    """An exercise with the Outcomes of its checks."""

    exercise: object
    outcomes: tuple

    @property
    def points(self):
        """What was earned."""
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def is_written(self):
        """Whether there was anything to check."""
        return any(outcome.state != UNWRITTEN for outcome in self.outcomes)

    def told(self):
        """Yields each Outcome, and what its mistake deserves to be told: once, else ""."""
        before = {""}
        for outcome in self.outcomes:
            is_new = outcome.mistake not in before
            before.add(outcome.mistake)
            yield outcome, say(self.exercise.mistakes[outcome.mistake].words) if is_new else ""


def marked(lab, session, exercises=None, *, seed=SEED, repetitions=REPETITIONS):
    """Yields the Marked of each exercise of a lab, or of these.

    After MOST_STOPPED that took more than they may the rest is not run.
    """
    stopped = 0
    for exercise in exercises or lab.exercises:
        if stopped >= MOST_STOPPED:
            words = say("two exercises were stopped: the rest is not run")
            yield Marked(
                exercise, tuple(_without(check, NOT_RUN, words) for check in exercise.checks)
            )
            continue
        asked = _Asked(lab, exercise, session)
        outcomes = {}
        for check in exercise.checks:
            outcomes[check.name] = _outcome(check, asked, outcomes, seed, repetitions)
        stopped += asked.broken == "stopped"
        yield Marked(exercise, tuple(_recognised(asked, outcomes.values())))


class _Asked:
    """A worker's replies on one exercise: each request is sent once, however many checks it has."""

    def __init__(self, lab, exercise, session):
        self.lab, self.exercise, self.session = lab, exercise, session
        self.broken = ""
        self._replies = {}

    def reply(self, check, seed):
        """(arguments, Reply) of a check's recipe for the arguments of this seed."""
        key = check.recipe, check.arguments, seed
        if key not in self._replies:
            arguments = check.arguments(np.random.default_rng(seed))
            arguments = {name: np.asarray(array) for name, array in arguments.items()}
            name = self.exercise.function
            reply = self.session.ask(self.lab.module, name, check.recipe, arguments)
            if reply.failure in BROKEN:
                self.broken = reply.failure
            self._replies[key] = arguments, reply
        return self._replies[key]


def _outcome(check, asked, before, seed, repetitions):
    lacking = [name for name in check.needs if before[name].state != OK]
    if lacking:
        state = UNWRITTEN if before[lacking[0]].state == UNWRITTEN else NOT_RUN
        return _without(check, state, say("needs {checks}", checks=", ".join(lacking)))
    if asked.broken:
        return _without(
            check, NOT_RUN, say("the exercise was stopped, or ended its process, before")
        )
    for repetition in range(repetitions):
        arguments, reply = asked.reply(check, (seed, repetition))
        if reply.failure in ("unwritten", "missing"):
            return _without(check, UNWRITTEN, _missing(asked) if reply.failure == "missing" else "")
        if reply.failure:
            failed = _without(check, FAILED, _failure(reply, asked))
            return dataclasses.replace(failed, broken=reply.failure in BROKEN)
        verdict = check.verdict(arguments, reply.arrays)
        if not verdict.passed:
            return _without(check, FAILED, verdict.words)
    return Outcome(check.name, OK, check.points, check.points, verdict.words)


def _missing(asked):
    return say(
        "{file} has no function {name}",
        file=f"{asked.lab.module}.py",
        name=asked.exercise.function,
    )


def _without(check, state, words):
    return Outcome(check.name, state, 0, check.points, words)


def _recognised(asked, outcomes):
    """The outcomes, those that failed with the mistake that is known to give the same: in all of
    them, or else in each by itself, unless something was raised, for which there are many reasons.
    """
    checks = {check.name: check for check in asked.exercise.checks}
    failed = {outcome.name for outcome in outcomes if outcome.state == FAILED}
    replies, alike = {}, {}
    if asked.broken:
        # what has broken a process would break the next one
        yield from outcomes
        return
    for name in failed:
        _, replies[name] = asked.reply(checks[name], known.SEED)
        alike[name] = known.alike(asked.lab, asked.exercise, checks[name], replies[name])
    of_all = [
        mistake
        for mistake, theirs in known.failing(asked.lab, asked.exercise).items()
        if failed and theirs == failed and all(mistake in names for names in alike.values())
    ]
    for outcome in outcomes:
        names = of_all
        if not names and outcome.name in alike and not replies[outcome.name].failure:
            names = alike[outcome.name]
        if outcome.state == FAILED and names:
            # of several rather the one that this check is to catch
            mistakes = asked.exercise.mistakes
            name = min(names, key=lambda name: mistakes[name].check != outcome.name)
            yield dataclasses.replace(outcome, mistake=name)
        else:
            yield outcome


def _failure(reply, asked):
    """Why there is no answer, in words."""
    if reply.failure == "stopped":
        limits = asked.session.limits
        return say(
            "stopped: it took more than {cpu:g} s of a processor, {wall:g} s by the clock or "
            "{memory:g} GB",
            cpu=limits.cpu,
            wall=limits.wall,
            memory=limits.memory / 2**30,
        )
    if reply.failure == "died":
        return say("the process ended (code {code})", code=reply.words)
    if reply.failure == "damaged":
        return say("what came back could not be read: {words}", words=reply.words)
    place = f"{asked.lab.module}.py"
    if reply.line is not None:
        return say(
            "{words} (line {line} of {file})", words=reply.words, line=reply.line, file=place
        )
    return reply.words

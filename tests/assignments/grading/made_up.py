"""A class that never was: grades drawn from a lab's real exercises, checks and mistakes."""

import random

from lab.assignments import known
from lab.assignments.grading.record import Record
from lab.assignments.grading.totals import Grade
from lab.assignments.judge import FAILED, NOT_RUN, OK, UNWRITTEN, Marked, Outcome
from lab.languages import number, say, say_count, speaking

FAMILIES = (
    *("Абрамова", "Белов", "Васильева", "Громов", "Дмитриева", "Егоров", "Жукова", "Зайцев"),
    *("Иванова", "Козлов", "Лебедева", "Морозов", "Новикова", "Орлов", "Павлова", "Романов"),
    *("Соколова", "Тарасов", "Ушакова", "Фёдоров"),
)
FIRST = ("Анна", "Борис", "Вера", "Глеб", "Дарья", "Илья", "Мария", "Никита", "Ольга", "Пётр")
OTHERS = ("Amina Yusupova", "Chen Wei", "Đặng Thị Hà", "José-María Ñúñez", "عمر خيام")
ANSWER = "Потому что g уже содержит\nвсё, что зависит от L.\n\n  dL/dw = x^T g"


def made_up_class(lab, size=40, seed=0, language="ru"):
    """Grades of so many students, most of whom speak this language, the same for the same seed."""
    draw = random.Random(seed)
    return [_grade(lab, draw, place, language) for place in range(size)]


def _grade(lab, draw, place, language):
    name = (
        OTHERS[place // 8]
        if place % 8 == 7
        else f"{draw.choice(FAMILIES)} {draw.choice(FIRST)}{' ' * (place % 5 == 0)}"
    ).strip()
    spoken = "en" if place % 8 == 7 else language
    with speaking(spoken):
        record = _record(lab, draw, f"s{1000 + 37 * place % 977}", name, spoken, place)
        days = draw.choice((0, 0, 0, 0, 0, 0, 1, 2))
        is_marked = bool(record.marked) and place % 10 != 3
        return Grade(
            record,
            late=round(record.points * days * 0.1, 1),
            late_words=f"{days} × 10%" if days else "",
            questions={
                n: draw.choice((4, 6, 7.5, 9, 10)) if is_marked or place % 10 < 2 else None
                for n, _ in enumerate(lab.questions, 1)
            },
            answers={1: ANSWER, 2: ""} if record.marked else {},
            flags=("GradientTape",) if place % 13 == 6 else (),
        )


def _record(lab, draw, student, name, language, place):
    if place in (11, 29):
        return Record(student, name, language, problem=f"line 14: invalid syntax ({lab.module}.py)")
    skill = draw.betavariate(4, 1.6)
    return Record(
        student,
        name,
        language,
        marked=tuple(_marked(draw, lab, exercise, skill) for exercise in lab.exercises),
        notes=(f"{lab.module} (2).py",) if place % 9 == 4 else (),
    )


def _marked(draw, lab, exercise, skill):
    if draw.random() > skill + 0.35:
        return Marked(
            exercise, tuple(Outcome(c.name, UNWRITTEN, 0, c.points) for c in exercise.checks)
        )
    failing = {name: failed for name, failed in known.failing(lab, exercise).items() if failed}
    if draw.random() < skill:
        mistake, failed = "", set()
    elif draw.random() < 0.25 or not failing:
        mistake, failed = "", {draw.choice(exercise.checks).name}
    else:
        # a few mistakes are those of many
        weights = [1 / (1 + place) ** 1.5 for place in range(len(failing))]
        ((mistake, failed),) = draw.choices(list(failing.items()), weights)
    outcomes = {}
    for check in exercise.checks:
        outcomes[check.name] = _outcome(draw, check, failed, mistake, outcomes)
    return Marked(exercise, tuple(outcomes.values()))


def _outcome(draw, check, failed, mistake, before):
    lacking = [name for name in check.needs if before[name].state != OK]
    if lacking:
        words = say("needs {checks}", checks=", ".join(lacking))
        return Outcome(check.name, NOT_RUN, 0, check.points, words)
    if check.name in failed:
        words = say(
            "at {place}: expected {expected:.6g}, received {received:.6g}",
            place=str((draw.randrange(5), draw.randrange(4))),
            expected=draw.gauss(0, 1),
            received=draw.gauss(0, 1),
        )
        return Outcome(check.name, FAILED, 0, check.points, words, mistake)
    words = say_count(
        "{n} entry, worst relative error below {power}",
        "{n} entries, worst relative error below {power}",
        draw.randint(5, 90),
        power=number(1e-9, ".0e"),
    )
    return Outcome(check.name, OK, check.points, check.points, words)

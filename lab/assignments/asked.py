"""Labs as a class has them: with the exercises that are asked, worth their points there."""

import dataclasses
import math


def asked(lab, exercises=(), points=None):
    """A Lab with these exercises, by number, or with all; points: {number: worth} where other."""
    points = points or {}
    chosen = [one for one in lab.exercises if not exercises or one.number in exercises]
    worth = tuple(_worth(exercise, points.get(exercise.number)) for exercise in chosen)
    return dataclasses.replace(lab, exercises=worth)


def _worth(exercise, points):
    """An exercise whose checks are worth so many points together, in proportion as before."""
    if points is None or points == exercise.points:
        return exercise
    shares = [check.points * points / exercise.points for check in exercise.checks]
    whole = [math.floor(share) for share in shares]
    # the rest, one by one, to those that have lost most
    by_loss = sorted(range(len(shares)), key=lambda i: whole[i] - shares[i])
    for i in by_loss[: points - sum(whole)]:
        whole[i] += 1
    checks = tuple(
        dataclasses.replace(check, points=worth)
        for check, worth in zip(exercise.checks, whole, strict=True)
    )
    return dataclasses.replace(exercise, checks=checks)

"""Timing on a noisy machine: competitors take turns, so that noise affects all alike."""

import statistics
import time


def alternate(competitors, rounds):
    """{name: seconds of each round} of callables that take turns."""
    seconds = {name: [] for name in competitors}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name, work in competitors.items():
            began = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - began)
    return seconds


def spread(values):
    """Median, lowest and highest of the rounds' values."""
    return {"median": statistics.median(values), "lowest": min(values), "highest": max(values)}


def ratio(above, below):
    """The spread of two competitors' ratio, taken within each round."""
    return spread([a / b for a, b in zip(above, below, strict=True)])


def show(title, rows, digits):
    """Prints {name: spread} as a table."""
    print(f"\n{title:<36} {'median':>10} {'lowest … highest':>24}")
    for name, found in rows.items():
        median, lowest, highest = (
            f"{found[key]:,.{digits}f}" for key in ("median", "lowest", "highest")
        )
        print(f"  {name:<34} {median:>10} {lowest + ' … ' + highest:>24}")

"""Timing that a noisy machine can't fool: competitors take turns, medians count."""

import statistics
import time


def alternate(competitors, rounds):
    """{name: median seconds} of callables that take turns, `rounds` times each."""
    seconds = {name: [] for name in competitors}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name, work in competitors.items():
            began = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(values) for name, values in seconds.items()}

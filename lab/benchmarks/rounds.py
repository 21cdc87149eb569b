"""Timing on a noisy machine: competitors take turns, so that noise affects all alike."""

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

"""A command of the lab with its time cut into stages: `python -m lab.benchmarks.stages FILE WORDS`.

Nothing in the lab knows of it: functions are replaced by timed ones when their modules load.
"""

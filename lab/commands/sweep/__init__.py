"""Sweeps: many runs of a part, on this machine or on several, and their means.

Read `grid.py` first (which runs), then `run_sweep.py` (from these to a table and figures) and
`cluster.py` (how they are run: the one place that knows Ray).
"""

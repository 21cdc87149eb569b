"""Deliberate mistakes in lab/, each of which a named test must notice:

python -m tests.mutations [NAME…] [--jobs N]

They stand in one .toml file for each area of the lab. It takes minutes, so `python -m unittest`
only checks that all of them still apply.
"""

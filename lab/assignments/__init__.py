"""Assignments: functions of the package that a student writes, and the checks of what he wrote.

An exercise names a function of the package (`exercise.py`); the catalogue of the labs is `labs/`.
`source.py` reads that function, and blanks it; `stubs.py` makes the file to write from it, and
`tree.py` a copy of the package that calls this file where it called the function.
The student's code runs in a process of its own, the worker (`worker.py`, with `recipes/`), which
sees that copy alone and only turns arrays into arrays. The judge (`judge.py`, with `checks.py`)
knows what they should be; it never imports what a student wrote.
`handout.py` makes of all this what a student is given, who then has his sheet (`sheet.py`) from
there; `grading/` is the teacher's side, and in no handout.
"""

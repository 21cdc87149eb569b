"""The teacher's side: many submissions of a lab graded, each in a sandbox of its own.

`submissions.py` finds who handed in what; `grade.py` has each checked by the judge and keeps a
record of it (`record.py`); `gradebook.py` and `pages/` make from the records what a teacher and
his students read; `copies/` finds what submissions share. Nothing of this is in a handout, and
nothing here imports, unpickles or runs what a student wrote: only workers in a sandbox do
(`sandbox.py`).
"""

"""The labs, in the order of the course. A lab is a folder here."""

from lab.assignments.labs import framework

LABS = (framework.LAB,)

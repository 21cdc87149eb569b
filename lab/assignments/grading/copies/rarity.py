"""How rare in a class is what two of it share."""

import math
from collections import Counter

# a quarter of the class has in common what is usual, LEAST_USUAL at least
USUAL, LEAST_USUAL = 0.25, 3


class Rarity:
    """Of one kind of things. owned: {student: things that he has}.

    least_class: a smaller class says as little of how common a thing is as one of so many.
    """

    def __init__(self, owned, least_class=0):
        counts = Counter(thing for things in owned.values() for thing in things)
        most = max(LEAST_USUAL, USUAL * len(owned))
        size = max(least_class, len(owned))
        self._weights = {
            thing: math.log(size / count) for thing, count in counts.items() if count <= most
        }
        self._unusual = {
            student: self._weights.keys() & set(things) for student, things in owned.items()
        }
        self._totals = {
            student: math.fsum(self._weights[thing] for thing in things)
            for student, things in self._unusual.items()
        }

    def unusual(self, student):
        """The unusual things of a student, a set."""
        return self._unusual[student]

    def shared(self, first, second):
        """{thing: how much it counts} of what two have and few others: log(n / m) where m of the n
        students have it.
        """
        both = self._unusual[first] & self._unusual[second]
        return {thing: self._weights[thing] for thing in sorted(both)}

    def share(self, first, second):
        """How much of what is unusual of one of two the other has, too: of who has less."""
        least = min(self._totals[first], self._totals[second])
        return math.fsum(self.shared(first, second).values()) / least if least else 0.0

"""How much speaks for each class."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Scores:
    """One for each class, in the order of the labels."""

    each: Sequence[float]

    @property
    def gap(self) -> float:
        """How far the first is ahead of the second."""
        first, second = sorted(self.each, reverse=True)[:2]
        return first - second

    def rank(self, own: int) -> int:
        """How many are ahead of it."""
        return self.order().index(own)

    def order(self) -> list[int]:
        return sorted(range(len(self.each)), key=lambda at: (-self.each[at], at))

    def shares(self, sharpness: float) -> list[float]:
        most = max(self.each)
        parts = [exp(sharpness * (one - most)) for one in self.each]
        whole = sum(parts)
        return [part / whole for part in parts]

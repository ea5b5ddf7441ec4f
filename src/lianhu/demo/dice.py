"""Chance that always falls the same way."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Numbers drawn from a seed and the name of what is being drawn.

    Only `Random.random` is used: it alone is promised to give the same numbers
    in every Python version. One stream per thing keeps draws independent, so a
    longer list in one place changes nothing elsewhere.
    """

    def __init__(self, seed: int, *stream: str | int) -> None:
        self.fraction = Random("/".join(map(str, (seed, *stream)))).random

    def below(self, bound: int) -> int:
        return int(self.fraction() * bound)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        deck = list(items)
        for last in range(len(deck) - 1, 0, -1):
            other = self.below(last + 1)
            deck[last], deck[other] = deck[other], deck[last]
        return deck


def apportion(total: int, weights: Sequence[float], least: Sequence[int]) -> list[int]:
    """Split `total` by weight, giving each at least its least; the sum is exact."""
    spare = total - sum(least)
    if spare < 0:
        raise ValueError(f"{total} cannot be split into at least {sum(least)}")
    whole = sum(weights)
    exact = [spare * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[: spare - sum(shares)]:
        shares[i] += 1
    return [share + low for share, low in zip(shares, least, strict=True)]

"""Whether a question may go straight to the department that it most likely belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

# Per cent of how sure one has to be. Below the least nobody would call it sure.
LEAST, USUAL, MOST = 60, 90, 99


@dataclass(frozen=True, slots=True)
class Consent:
    """What a place says of questions at its desk and below: whether, and how sure one has to be."""

    agreed: bool
    least: int = USUAL


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a case forbids it whatever was agreed: confidence, or that it is about somebody."""

    confidential: bool = False
    about: bool = False


def holding(said: Iterable[tuple[str, Consent]], path: str) -> Consent:
    """Of what places say, each with its path, what holds at `path`: the nearest going up, itself
    first. Nobody has agreed to what nobody speaks of.
    """
    above = [(place, one) for place, one in said if path.startswith(place)]
    return max(above, key=lambda pair: len(pair[0]))[1] if above else Consent(False)


def may_go(percent: int, consent: Consent, kept: Kept) -> bool:
    """`percent`: how sure one is, as the page shows it."""
    if kept.confidential or kept.about:
        return False
    return consent.agreed and percent >= consent.least

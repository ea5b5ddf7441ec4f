"""What of the book waits for the desk that answers for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lianhu.inbox.rules import Address, Need
from lianhu.knowledge.rules.publishing import Stage, is_being_checked

CHECK = "book_check"  # a draft is to be checked
REVIEW = "book_review"  # what everybody reads is past its review date
KINDS = (CHECK, REVIEW)
UNATTENDED = "book_unattended"  # such texts, and no desk that answers for them


@dataclass(frozen=True, slots=True)
class Standing:
    """`waiting`: the stage of the text that is worked on. `owner`: a desk that is there."""

    item: int
    owner: int | None
    is_live: bool
    waiting: Stage | None
    review_on: date | None


def needs(standing: Standing, today: date) -> frozenset[Need]:
    """A draft comes before the old text: checking it is the review."""
    if standing.owner is None:
        return frozenset()
    if standing.waiting is Stage.DRAFT:
        return frozenset({_need(standing, CHECK)})
    is_past = standing.is_live and is_being_checked(standing.review_on, today)
    # The owner has done its part once it has checked a new text, published or not.
    if is_past and standing.waiting is None:
        return frozenset({_need(standing, REVIEW)})
    return frozenset()


def unattended(desks: Iterable[int]) -> frozenset[Need]:
    """What the `desks` of whoever edits the book need: one line, however many texts there are."""
    return frozenset(Need(Address.DESK, desk, UNATTENDED, UNATTENDED, desk) for desk in desks)


def _need(standing: Standing, kind: str) -> Need:
    assert standing.owner is not None
    key = f"{kind}:{standing.item}"
    return Need(Address.DESK, standing.owner, kind, key, standing.item)

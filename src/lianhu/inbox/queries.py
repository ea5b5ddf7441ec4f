"""Reading the inbox."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from lianhu.accounts.models import User
from lianhu.inbox.models import Item

COUNT_STOPS_AT = 100


def open_items(person: User, desks: Iterable[int]) -> QuerySet[Item]:
    """What waits for `person` or for the desks given, by what falls due; undated items last."""
    return (
        Item.objects.filter(Q(person=person) | Q(desk__in=list(desks)), done_at=None)
        .filter(Q(hidden_from=None) | ~Q(hidden_from=person))
        .order_by(F("due_at").asc(nulls_last=True), "id")
    )


def count(person: User, desks: Iterable[int]) -> int:
    """How many items wait; stops counting at COUNT_STOPS_AT, which screens show as 99+."""
    return open_items(person, desks)[:COUNT_STOPS_AT].count()

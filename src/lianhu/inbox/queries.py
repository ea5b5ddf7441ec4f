"""Reading the inbox."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import F, Q, QuerySet

from lianhu.accounts.models import User
from lianhu.grid.rules import Role
from lianhu.inbox.models import Digest, Item
from lianhu.inbox.rules.attention import budget_of
from lianhu.kernel.store import from_moment, read

COUNT_STOPS_AT = 100

# Where a page of the list begins: behind this due time and key.
Place = tuple[datetime | None, int]


@dataclass(frozen=True, slots=True)
class Quiet:
    """How much of somebody's attention a day has had, and when the next digest comes."""

    used: int
    budget: int
    digest_at: datetime | None

    @property
    def pips(self) -> list[bool]:
        return [n < self.used for n in range(self.budget)]


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


def behind(items: QuerySet[Item], place: Place) -> QuerySet[Item]:
    """Those of `open_items` that follow a place in the list."""
    due_at, key = place
    if due_at is None:
        return items.filter(due_at=None, pk__gt=key)
    later = Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=key)
    return items.filter(later | Q(due_at=None))


def quiet(person: User, roles: Sequence[Role], today: date) -> Quiet:
    """One statement."""
    # The joins keep the types that SQLite knows of columns, and not of subselects.
    [(digest_at, own, used)] = read(
        "SELECT d.due_at, c.budget, (SELECT COUNT(*) FROM inbox_interruption i"
        " WHERE i.person_id = u.id AND i.day = %s AND i.counts)"
        " FROM accounts_user u LEFT JOIN inbox_choice c ON c.person_id = u.id"
        " LEFT JOIN inbox_digest d ON d.person_id = u.id AND d.sent_at IS NULL WHERE u.id = %s",
        [connection.ops.adapt_datefield_value(today), person.pk],
    )
    return Quiet(used, budget_of(roles, own), from_moment(digest_at))


def newest_digest(person: User) -> Digest | None:
    return (
        Digest.objects.filter(person=person, sent_at__isnull=False, lines__isnull=False)
        .order_by("-sent_at", "-pk")
        .first()
    )

"""Reading the inbox."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from lianhu.accounts.models import User
from lianhu.grid.models import Desk
from lianhu.grid.rules import Role
from lianhu.inbox.below import Below
from lianhu.inbox.broadcasts.models import BroadcastLine
from lianhu.inbox.calls import KINDS, wording_of
from lianhu.inbox.models import Digest, DigestLine, Item
from lianhu.inbox.registry import concerning, kind_of
from lianhu.inbox.rules.attention import budget_of
from lianhu.kernel.store import Reading, from_moment, many, read, to_moment

# On a call list: what falls due first.
MOST_OF_OTHERS = 1000
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


_OPEN = Reading(
    "SELECT {i}, {d} FROM inbox_item i LEFT JOIN grid_desk d ON d.id = i.desk_id"
    " WHERE i.done_at IS NULL AND (i.person_id = %s OR i.desk_id IN ({desks}))"
    " AND (i.hidden_from_id IS NULL OR i.hidden_from_id <> %s) {narrowed}"
    " ORDER BY i.due_at ASC NULLS LAST, i.id LIMIT %s",
    i=Item,
    d=Desk,
)


def open_items(
    person: User,
    desks: Iterable[int],
    *,
    most: int,
    behind: Place | None = None,
    digest: Digest | None = None,
) -> list[Item]:
    """What waits for `person` or at the desks given, by what falls due, undated items last; those
    `behind` a place in that list, or in a digest. Desks are joined. One statement.
    """
    narrowed: list[str] = []
    values: list[Any] = []
    if behind is not None:
        due_at, key = behind
        if due_at is None:
            narrowed.append("AND i.due_at IS NULL AND i.id > %s")
            values.append(key)
        else:
            at = to_moment(due_at)
            narrowed.append(
                "AND (i.due_at > %s OR (i.due_at = %s AND i.id > %s) OR i.due_at IS NULL)"
            )
            values += [at, at, key]
    if digest is not None:
        narrowed.append("AND i.id IN (SELECT item_id FROM inbox_digestline WHERE digest_id = %s)")
        values.append(digest.pk)
    # No desk has this key: IN wants something.
    keys = [*desks] or [0]
    rows = _OPEN.rows(
        [person.pk, *keys, person.pk, *values, most],
        desks=many(keys),
        narrowed=" ".join(narrowed),
    )
    found = []
    for item, desk in rows:
        item.desk = desk
        found.append(item)
    return found


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
    """Of those that were sent the newest with anything in it."""
    of_items = DigestLine.objects.filter(digest=OuterRef("pk"))
    of_broadcasts = BroadcastLine.objects.filter(digest=OuterRef("pk"))
    return (
        Digest.objects.filter(person=person, sent_at__isnull=False)
        .filter(Exists(of_items) | Exists(of_broadcasts))
        .order_by("-sent_at", "-pk")
        .first()
    )


def of_others(viewer: User, people: Sequence[Below]) -> dict[int, list[Item]]:
    """What waits for each of these people, through the desks below or by name, by what falls due;
    without what `viewer` or anybody above has no part in, what is of desks elsewhere, and calls
    that they make themselves. Desks are joined. One query, and some for what waits by name.
    """
    at: dict[int, list[int]] = defaultdict(list)
    for one in people:
        for desk in one.desks:
            at[desk.pk].append(one.person.pk)
    waiting = Item.objects.filter(
        Q(desk__in=at) | Q(person__in=[one.person.pk for one in people]), done_at=None
    )
    found: dict[int, list[Item]] = {one.person.pk: [] for one in people}
    order = (F("due_at").asc(nulls_last=True), "pk")
    rows = list(waiting.select_related("desk__node__level").order_by(*order)[:MOST_OF_OTHERS])
    whom = {one.person.pk: one for one in people}
    named = [(item, whom[item.person_id]) for item in rows if item.person_id in whom]
    there = {item.pk for item in concerning(named)}
    for item in rows:
        if item.person_id and item.pk not in there:
            continue
        if item.kind in KINDS or item.hidden_from_id == viewer.pk or kind_of(item).is_own:
            continue
        persons = [item.person_id] if item.person_id else at[item.desk_id or 0]
        for person in persons:
            if person in found and item.hidden_from_id != person:
                found[person].append(item)
    return found


def to_call(people: Sequence[Below]) -> dict[int, datetime]:
    """By when each is to be told of something, if anything. One query."""
    found: dict[int, datetime] = {}
    for person, due_at, put_at in _calls_to(people).values_list("ref", "due_at", "put_at"):
        by = due_at or put_at
        found[person] = min(found.get(person, by), by)
    return found


def wordings_to_tell(people: Sequence[Below]) -> dict[int, list[int]]:
    """What says something that each is still to be told of, by key of the wording. One query."""
    found: dict[int, list[int]] = defaultdict(list)
    for call in _calls_to(people).filter(about=None).order_by("due_at", "pk"):
        found[call.ref].append(wording_of(call))
    return found


def _calls_to(people: Sequence[Below]) -> QuerySet[Item]:
    return Item.objects.filter(
        kind__in=KINDS,
        done_at=None,
        desk__in={one.roster.pk for one in people},
        ref__in=[one.person.pk for one in people],
    )


def gathering(people: Sequence[Below]) -> dict[int, Digest]:
    """The digest that is being gathered for each, with `count` of what waits in it. One query."""
    open_now = Digest.objects.filter(
        person__in=[one.person.pk for one in people], sent_at=None
    ).annotate(
        count=Count("lines", filter=Q(lines__item__done_at=None), distinct=True)
        + Count("broadcast_lines", distinct=True)
    )
    return {digest.person_id: digest for digest in open_now}


def lately_gathered(person: User, items: Sequence[Item]) -> set[int]:
    """Which of these stand in the digest that is being gathered, or in the newest that was sent.
    Two queries.
    """
    newest = newest_digest(person)
    which = Q(digest__sent_at=None) | Q(digest=newest.pk if newest else None)
    lines = DigestLine.objects.filter(which, digest__person=person, item__in=items)
    return set(lines.values_list("item", flat=True))

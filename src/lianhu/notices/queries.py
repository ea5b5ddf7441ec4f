"""Reading notices: as their senders see them, and as those whom they reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from lianhu.grid.models import Desk, Duty, Leave, Node, after
from lianhu.inbox.broadcasts.audience import aims_of, desks_of, listeners
from lianhu.inbox.broadcasts.models import Broadcast, Receipt
from lianhu.inbox.broadcasts.reading import answer_of, copy_of
from lianhu.inbox.rules.broadcasts import POSTS, Asks, is_open
from lianhu.notices.models import Notice, Version
from lianhu.notices.rules.sameness import is_like, is_near
from lianhu.notices.rules.sending import Stage
from lianhu.notices.services import KIND, text_of, wording

# Others that say the same are looked for among those of so long.
RECENT = timedelta(days=30)
MOST_COMPARED = 200
PAGE = 30
# Desks on one page; where more are open, the places above them stand there.
MOST_OPEN = 100


def _for_rows(found: QuerySet[Version]) -> QuerySet[Version]:
    """With what a list shows."""
    return found.select_related("notice__desk__department", "by", "request")


def of_desks(
    desks: Iterable[int], *, behind: int | None = None, with_offers: bool = True
) -> list[Version]:
    """The newest versions of what these desks write, the newest notices first. One query.
    `with_offers`: also what went to households that let a fact be known.
    """
    last = Version.objects.filter(notice=OuterRef("notice")).order_by("-number").values("pk")[:1]
    found = Version.objects.filter(pk=Subquery(last), notice__desk__in=list(desks))
    if not with_offers:
        found = found.filter(notice__is_offer=False)
    if behind is not None:
        found = found.filter(notice__lt=behind)
    return list(_for_rows(found).order_by("-notice")[: PAGE + 1])


@dataclass(frozen=True, slots=True)
class Above:
    """What is sent at a place or below it; but not by a `desk` that itself is looked at above."""

    path: str
    desk: int | None

    def includes(self, sender: Desk) -> bool:
        return sender.node.path.startswith(self.path) and sender.pk != self.desk


def to_approve(posts: Iterable[Above], person: int) -> list[Version]:
    """What waits for a second person there. One query."""
    there = Q(pk__in=[])
    for post in posts:
        path = post.path
        within = Q(notice__desk__node__path__gte=path, notice__desk__node__path__lt=after(path))
        there |= within & ~Q(notice__desk=post.desk) if post.desk else within
    # Nothing comes after what waits.
    waiting = Version.objects.filter(there, stage=Stage.WAITING, notice__withdrawn_at=None)
    others = waiting.exclude(by=person).exclude(entered_by=person)
    return list(_for_rows(others).order_by("notice"))


@dataclass(frozen=True, slots=True)
class Alike:
    """What others have sent of late: `same` makes one card by itself, `near` if the sender says
    so.
    """

    same: tuple[Version, ...]
    near: tuple[Version, ...]


def alike(version: Version, now: datetime) -> Alike:
    """One query; two where another one is like it."""
    if hasattr(version, "request"):
        return Alike((), ())
    open_refs = Broadcast.objects.filter(
        kind=KIND, ended_at=None, expires_at__gt=now, withdraws=False
    ).values("ref")
    # What asks for something to be filled in is never one card with anything else; what officers
    # send on is with what they had.
    others = Version.objects.filter(
        stage=Stage.SENT,
        withdraws=False,
        sent_at__gt=now - RECENT,
        pk__in=open_refs,
        request=None,
        notice__item=None,
        notice__about=None,
    ).exclude(notice=version.notice_id)
    others = others.select_related("notice__desk__department", "notice__desk__node")
    found = list(others.order_by("-sent_at")[:MOST_COMPARED])
    key, mine = wording(version), text_of(version)
    same = [other for other in found if key is not None and other.wording == key]
    like = [other for other in found if other not in same and is_like(mine, text_of(other))]
    names = known_places() if like else []
    near = [other for other in like if is_near(mine, text_of(other), names)]
    return Alike(tuple(same), tuple(near))


def known_places() -> list[str]:
    """Names of places that a text may mean: those above the beats, which are only numbered."""
    return list(
        Node.objects.filter(level__is_beat=False, closed_at=None).values_list("name", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Open:
    """Desks that have not done what a notice asks, at or below one place. Where they are many, the
    places to look into stand for them. Nobody is named.
    """

    above: Node
    desks: tuple[Desk, ...]


def grouped(desks: Sequence[Desk], within: Node) -> tuple[list[Open], bool]:
    """Desks at or below a place, in the order of the grid: by the place above each or, where they
    are many, by the places right below `within`; and whether that is so. One query.
    """
    are_many, step = len(desks) > MOST_OPEN, Node.steplen
    found: dict[str, list[Desk]] = {}
    for desk in desks:
        path = desk.node.path
        above = path[: len(within.path) + step] if are_many else path[:-step]
        found.setdefault(above or path, []).append(desk)
    nodes = {node.path: node for node in Node.objects.filter(path__in=found)}
    return [Open(nodes[path], tuple(some)) for path, some in found.items()], are_many


def still_open(notice: Notice, version: Version, within: Node, now: datetime) -> list[Desk]:
    """At or below a place, in the order of the grid. What whoever served there at the time has done
    counts for the desk. Of what is only to be known nothing is told.
    """
    row = Broadcast.objects.filter(kind=KIND, thread=notice.pk, version=version.number).first()
    if row is None or row.asks == Asks.KNOW or row.withdraws:
        return []
    aims = aims_of(row)
    there = desks_of(aims, sender=row.desk_id).filter(
        node__path__gte=within.path, node__path__lt=after(within.path)
    )
    desks, done = list(there.order_by("node__path", "pk")), _done(row)
    left = [
        desk
        for desk in desks
        if desk.pk not in done and (desk.manned_by_id is None or desk.manned_by_id not in done)
    ]
    serving = listeners(aims, left, now)
    return [desk for desk in left if serving[desk.pk]]


def _done(row: Broadcast) -> set[int]:
    """Desks at which somebody has done it while serving there. Three queries."""
    receipts = Receipt.objects.filter(wording=row.wording_id, person__isnull=False)
    copy, done = copy_of(row), {}
    for receipt in receipts:
        given = answer_of(receipt)
        at = given.to(copy.asks)
        if at is not None and not is_open(copy, given):
            done[receipt.person_id or 0] = at
    roles = {role for _kind, role in POSTS.values()}
    people = receipts.values("person")
    duties = Duty.objects.filter(person__in=people, role__in=roles)
    found = {
        desk
        for desk, person, starts, ends in duties.values_list(
            "desk", "person", "starts_at", "ends_at"
        )
        if person in done and starts <= done[person] and (ends is None or done[person] < ends)
    }
    leaves = Leave.objects.filter(stand_in__in=people).values_list(
        "duty__desk", "stand_in", "starts_at", "ends_at"
    )
    return found | {
        desk
        for desk, person, starts, ends in leaves
        if person in done and starts <= done[person] < ends
    }
